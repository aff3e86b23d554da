package chat.tacet.gateway.hardening;

import static chat.tacet.kit.problem.CommonProblems.MALFORMED_REQUEST;

import chat.tacet.gateway.system.FilterOrder;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Lets only request lines pass that gateway and services read alike. Two readings of one path
 * ({@code //}, {@code /../}, an encoded slash or dot, a matrix parameter, an absolute address) are
 * how a gateway is talked into routing to what it should not.
 */
@Component
@Order(FilterOrder.REQUEST_LINE)
final class RequestLine implements WebFilter {

  private static final Set<HttpMethod> METHODS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE);

  /**
   * One path segment: unreserved characters, harmless delimiters, percent-encoded bytes that are
   * not listed in {@link #AMBIGUOUS}.
   */
  private static final Pattern PATH =
      Pattern.compile("(/([A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})*+)++");

  /**
   * Empty and dot segments; encoded control characters, {@code %}, {@code .}, {@code /}, {@code ;},
   * {@code \}.
   */
  private static final Pattern AMBIGUOUS =
      Pattern.compile(
          "//|/\\.{1,2}(/|$)|%([01][0-9a-f]|7f|25|2e|2f|3b|5c)", Pattern.CASE_INSENSITIVE);

  private static final Pattern QUERY =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*+");

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var request = exchange.getRequest();
    if (!isUnambiguous(target(request)) || !namesOneHost(request)) {
      return Mono.error(MALFORMED_REQUEST.exception());
    }
    if (!METHODS.contains(request.getMethod())) {
      return Mono.error(new MethodNotAllowedException(request.getMethod(), METHODS));
    }
    return chain.filter(exchange);
  }

  /** RFC 9112, 3.2: of two names a proxy may take the one and a service the other. */
  private static boolean namesOneHost(ServerHttpRequest request) {
    HttpServerRequest received = ServerHttpRequestDecorator.getNativeRequest(request);
    int names = received.requestHeaders().getAll(HttpHeaderNames.HOST).size();
    return names == 1 || (names == 0 && received.version().equals(HttpVersion.HTTP_1_0));
  }

  /** What stood in the request line, before anybody interpreted it. */
  private static String target(ServerHttpRequest request) {
    HttpServerRequest received = ServerHttpRequestDecorator.getNativeRequest(request);
    return received.uri();
  }

  static boolean isUnambiguous(String target) {
    int end = target.indexOf('?');
    var path = end < 0 ? target : target.substring(0, end);
    var query = end < 0 ? "" : target.substring(end + 1);
    return PATH.matcher(path).matches()
        && !AMBIGUOUS.matcher(path).find()
        && QUERY.matcher(query).matches();
  }
}
