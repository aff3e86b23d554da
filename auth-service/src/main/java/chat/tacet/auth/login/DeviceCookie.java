package chat.tacet.auth.login;

import java.time.Duration;
import java.util.Optional;
import org.springframework.http.HttpCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * The cookie that holds the device token. It outlives the login, since its purpose is the next one.
 */
final class DeviceCookie {

  static final String NAME = "__Host-tacet-device";

  /** No browser keeps a cookie longer. Each sign-in begins anew. */
  private static final Duration MAX_AGE = Duration.ofDays(400);

  private DeviceCookie() {}

  /**
   * The token of a request; empty if it brings no cookie, or one that is no token. Nothing else is
   * asked for: whoever can have it sent can at most use up the device's own tries.
   */
  static Optional<DeviceToken> read(ServerHttpRequest request) {
    HttpCookie cookie = request.getCookies().getFirst(NAME);
    return cookie == null ? Optional.empty() : DeviceToken.parse(cookie.getValue());
  }

  /** Sets the token. */
  static String with(DeviceToken token) {
    return HostCookie.of(NAME, token.encoded(), MAX_AGE);
  }
}
