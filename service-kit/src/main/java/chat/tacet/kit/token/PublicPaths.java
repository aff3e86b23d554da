package chat.tacet.kit.token;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;

/**
 * The paths of one service that need no token. Everything else does. Beans of this type add up.
 *
 * @param matchers what is open
 */
public record PublicPaths(List<ServerWebExchangeMatcher> matchers) {

  public PublicPaths {
    matchers = List.copyOf(matchers);
  }

  /** These path patterns, for one method; what may be read may be asked for its headers. */
  public static PublicPaths of(HttpMethod method, String... patterns) {
    var matchers = new ArrayList<ServerWebExchangeMatcher>();
    for (String pattern : patterns) {
      matchers.add(new PathPatternParserServerWebExchangeMatcher(pattern, method));
      if (method.equals(HttpMethod.GET)) {
        matchers.add(new PathPatternParserServerWebExchangeMatcher(pattern, HttpMethod.HEAD));
      }
    }
    return new PublicPaths(matchers);
  }

  /** These and those. */
  public PublicPaths and(PublicPaths others) {
    var both = new ArrayList<>(matchers);
    both.addAll(others.matchers);
    return new PublicPaths(both);
  }
}
