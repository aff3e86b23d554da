package chat.tacet.kit.trace;

import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/** What a call is called in a trace. */
@FunctionalInterface
public interface TraceRoute {

  /**
   * The route as it is written in the code, which has no id and no name of anybody in it: {@code
   * /users/{accountId}}.
   *
   * @return null if none was found for this call
   */
  @Nullable String of(ServerWebExchange exchange);

  /** Of a service with controllers. */
  static @Nullable String pattern(ServerWebExchange exchange) {
    PathPattern pattern = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
    return pattern == null ? null : pattern.getPatternString();
  }
}
