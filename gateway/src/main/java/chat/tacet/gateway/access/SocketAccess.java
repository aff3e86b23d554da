package chat.tacet.gateway.access;

import static chat.tacet.kit.problem.CommonProblems.FORBIDDEN;
import static chat.tacet.kit.problem.CommonProblems.MALFORMED_REQUEST;
import static chat.tacet.kit.problem.CommonProblems.UNAUTHENTICATED;
import static chat.tacet.kit.problem.CommonProblems.UPGRADE_REQUIRED;

import chat.tacet.gateway.system.FilterOrder;
import chat.tacet.gateway.system.Paths;
import chat.tacet.kit.boot.PublicUrl;
import chat.tacet.kit.token.TicketVerifier;
import java.util.Arrays;
import java.util.List;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Lets a socket be upgraded only for our own page and with a good ticket. All of it is decided
 * before the 101, because afterwards Spring Cloud Gateway has already told the client yes. Whether
 * the ticket was used before is for the relay to say.
 */
@Component
@Order(FilterOrder.SOCKET_ACCESS)
final class SocketAccess implements WebFilter {

  private static final String PROTOCOLS = "Sec-WebSocket-Protocol";
  private static final String PROTOCOL = "tacet.v1";
  private static final String VERSION_HEADER = "Sec-WebSocket-Version";
  private static final String VERSION = "13";

  private final TicketVerifier tickets;
  private final PublicUrl publicUrl;

  SocketAccess(TicketVerifier tickets, PublicUrl publicUrl) {
    this.tickets = tickets;
    this.publicUrl = publicUrl;
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    var request = exchange.getRequest();
    var headers = request.getHeaders();
    boolean wantsSocket = "websocket".equalsIgnoreCase(headers.getUpgrade());
    if (!request.getPath().value().equals(Paths.SOCKET)) {
      // Spring Cloud Gateway upgrades on every route.
      return wantsSocket
          ? Mono.error(MALFORMED_REQUEST.exception().withDetail("This path is no WebSocket."))
          : chain.filter(exchange);
    }
    if (!request.getMethod().equals(HttpMethod.GET) || !wantsSocket) {
      return Mono.error(MALFORMED_REQUEST.exception().withDetail("This path is a WebSocket."));
    }
    if (!headers.getOrEmpty(VERSION_HEADER).equals(List.of(VERSION))) {
      // RFC 6455, 4.2.2: the client is told which one it may speak.
      exchange.getResponse().getHeaders().set(VERSION_HEADER, VERSION);
      exchange.getResponse().getHeaders().setUpgrade("websocket");
      exchange.getResponse().getHeaders().setConnection("Upgrade");
      return Mono.error(UPGRADE_REQUIRED.exception());
    }
    if (!isOurPageOrNoPage(headers)) {
      return Mono.error(
          FORBIDDEN.exception().withDetail("Sockets are opened by our own page only."));
    }
    return Mono.defer(() -> tickets.verify(ticket(headers))).then(chain.filter(exchange));
  }

  /**
   * Browsers always send Origin with a WebSocket; programs need not, and what they send proves
   * nothing.
   */
  private boolean isOurPageOrNoPage(HttpHeaders headers) {
    var origins = headers.getOrEmpty(HttpHeaders.ORIGIN);
    return origins.isEmpty() || origins.equals(List.of(publicUrl.origin()));
  }

  /** The second of exactly two offered subprotocols. */
  private static String ticket(HttpHeaders headers) {
    var offered =
        headers.getOrEmpty(PROTOCOLS).stream()
            .flatMap(line -> Arrays.stream(line.split(",", -1)))
            .map(String::strip)
            .toList();
    if (offered.size() != 2 || !offered.getFirst().equals(PROTOCOL)) {
      throw UNAUTHENTICATED.exception().withDetail("Offer the subprotocols tacet.v1 and a ticket.");
    }
    return offered.getLast();
  }
}
