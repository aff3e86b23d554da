package chat.tacet.auth.login;

import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;

import chat.tacet.kit.boot.PublicUrl;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

/** The cookie that holds the refresh token, and what a request must show to use it. */
@Component
class RefreshCookie {

  static final String NAME = "__Host-tacet-refresh";

  /** A form of another site cannot set it. */
  private static final String CLIENT_HEADER = "Tacet-Client";

  private final String publicOrigin;

  RefreshCookie(PublicUrl publicUrl) {
    publicOrigin = publicUrl.origin();
  }

  /**
   * The token of a request; empty if it brings no cookie, or one that is no token.
   *
   * @throws chat.tacet.kit.problem.ProblemException {@code forbidden} if it brings the cookie but
   *     could have been made by another site
   */
  Optional<RefreshToken> read(ServerHttpRequest request) {
    HttpCookie cookie = request.getCookies().getFirst(NAME);
    if (cookie == null) {
      return Optional.empty();
    }
    String origin = request.getHeaders().getFirst(HttpHeaders.ORIGIN);
    boolean ours = origin == null || origin.equalsIgnoreCase(publicOrigin);
    if (!ours || !"1".equals(request.getHeaders().getFirst(CLIENT_HEADER))) {
      throw FORBIDDEN.exception().withDetail("The cookie needs the header Tacet-Client.");
    }
    return RefreshToken.parse(cookie.getValue());
  }

  /** Sets the token. */
  String with(RefreshToken token) {
    return HostCookie.of(NAME, token.encoded(), LoginSessions.MAX_IDLE);
  }

  /** Removes it from the browser. */
  String cleared() {
    return HostCookie.of(NAME, "", Duration.ZERO);
  }
}
