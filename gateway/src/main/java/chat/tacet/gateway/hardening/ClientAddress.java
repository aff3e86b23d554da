package chat.tacet.gateway.hardening;

import chat.tacet.gateway.system.FilterOrder;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Says whose request it is, to later filters and in {@code X-Tacet-Client-Address} to services, and
 * removes every header by which a stranger could say it instead.
 */
@Component
@Order(FilterOrder.CLIENT_ADDRESS)
public final class ClientAddress implements WebFilter {

  static final String HEADER = "X-Tacet-Client-Address";

  private static final String ATTRIBUTE = ClientAddress.class.getName();
  private static final String TRUSTED = ClientAddress.class.getName() + ".throughProxy";

  /** Lower-case beginnings of header names that only we and our proxies may write. */
  private static final List<String> OURS =
      List.of(
          "x-tacet-",
          "x-forwarded-",
          "x-real-ip",
          "forwarded",
          "x-client-ip",
          "true-client-ip",
          "cf-connecting-ip",
          "traceparent",
          "tracestate",
          "baggage");

  /**
   * What {@code Connection} may say. Any other header it names would be dropped on the way to the
   * service, ours included.
   */
  private static final Set<String> CONNECTION_OPTIONS = Set.of("close", "keep-alive", "upgrade");

  private static final String FORWARDED = ClientAddress.class.getName() + ".forwarded";

  private final TrustedProxies proxies;

  ClientAddress(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** Whose request it is. Known once this filter ran. */
  public static InetAddress of(ServerWebExchange exchange) {
    return exchange.getRequiredAttribute(ATTRIBUTE);
  }

  /** Whether a trusted proxy said whose it is; else it counts as that of whoever connected. */
  public static boolean isForwarded(ServerWebExchange exchange) {
    return exchange.getRequiredAttribute(FORWARDED);
  }

  static boolean cameThroughTrustedProxy(ServerWebExchange exchange) {
    return exchange.getRequiredAttribute(TRUSTED);
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var socket =
        Objects.requireNonNull(exchange.getRequest().getRemoteAddress(), "a socket has a peer");
    var peer = socket.getAddress();
    var headers = exchange.getRequest().getHeaders();
    var client = proxies.clientBehind(peer, headers);
    exchange.getAttributes().put(ATTRIBUTE, client);
    boolean trusted = proxies.contains(peer);
    exchange.getAttributes().put(TRUSTED, trusted);
    exchange.getAttributes().put(FORWARDED, trusted && TrustedProxies.sayWhose(headers));
    var request =
        exchange.getRequest().mutate().headers(mutable -> rewrite(mutable, client)).build();
    return chain.filter(exchange.mutate().request(request).build());
  }

  private static void rewrite(HttpHeaders headers, InetAddress client) {
    List.copyOf(headers.headerNames()).stream()
        .filter(ClientAddress::isOurs)
        .forEach(headers::remove);
    headers.set(HEADER, client.getHostAddress());
    var options = headers.getConnection();
    if (!options.stream().allMatch(ClientAddress::isConnectionOption)) {
      headers.setConnection(options.stream().filter(ClientAddress::isConnectionOption).toList());
    }
  }

  private static boolean isConnectionOption(String option) {
    return CONNECTION_OPTIONS.contains(option.toLowerCase(Locale.ROOT));
  }

  private static boolean isOurs(String header) {
    var name = header.toLowerCase(Locale.ROOT);
    return OURS.stream().anyMatch(name::startsWith);
  }
}
