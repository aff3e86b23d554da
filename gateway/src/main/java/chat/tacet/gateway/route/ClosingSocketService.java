package chat.tacet.gateway.route;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * Upgrades with {@code tacet.v1} as the only subprotocol that is ever echoed (never the ticket),
 * and ends the socket in words of the protocol when the relay cannot be reached. The client has
 * been told 101 by then, so a status is too late.
 */
final class ClosingSocketService implements WebSocketService {

  /** The subprotocol of {@code contracts/}. */
  private static final String PROTOCOL = "tacet.v1";

  /** {@code Goodbye.SHUTTING_DOWN}: the client reconnects after a jittered pause. */
  private static final CloseStatus RELAY_UNREACHABLE = new CloseStatus(4001, "relay unreachable");

  private static final Logger log = LoggerFactory.getLogger(ClosingSocketService.class);

  private final WebSocketService upgrades;

  ClosingSocketService(WebSocketService upgrades) {
    this.upgrades = upgrades;
  }

  @Override
  public Mono<Void> handleRequest(ServerWebExchange exchange, WebSocketHandler proxy) {
    return upgrades.handleRequest(exchange, new Polite(proxy));
  }

  private record Polite(WebSocketHandler proxy) implements WebSocketHandler {

    @Override
    public List<String> getSubProtocols() {
      return List.of(PROTOCOL);
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      return proxy
          .handle(session)
          // People close laptops all day: that is no failure of ours, and nobody is left to tell.
          .onErrorComplete(AbortedException.class)
          .onErrorResume(failure -> {
            log.warn("backend=relay failure={}", failure.getClass().getSimpleName());
            return session.close(RELAY_UNREACHABLE);
          });
    }
  }
}
