package chat.tacet.gateway.route;

import chat.tacet.gateway.throttle.SocketArrivals;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.util.context.ContextView;

/**
 * Dials the relay, and says when a socket has arrived there. When the node that was chosen takes
 * nobody just now or cannot be reached, one more is asked: of two some may have room, and a storm
 * is not asked over and over. Either way the ticket is still good.
 */
final class ArrivingSockets extends ReactorNettyWebSocketClient {

  private static final Logger log = LoggerFactory.getLogger(ArrivingSockets.class);

  private final Duration answersWithin;

  /**
   * @param answersWithin until a relay has answered an upgrade; a machine that is gone, or a
   *     process that hangs, never does
   */
  ArrivingSockets(
      HttpClient client, Supplier<WebsocketClientSpec.Builder> spec, Duration answersWithin) {
    super(client, spec);
    this.answersWithin = answersWithin;
  }

  @Override
  public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
    return Mono.deferContextual(context -> {
      var arriving = new Arriving(handler, context);
      return dial(url, headers, arriving)
          .onErrorResume(
              failure -> Refusal.busy(failure).isPresent() || NodeChoice.wasNeverSent(failure),
              failure ->
                  context
                      .<NodeChoice.Choice>getOrEmpty(NodeChoice.Choice.class)
                      .flatMap(choice -> another(choice, url, failure))
                      .map(other -> dial(other, headers, arriving))
                      .orElseGet(() -> Mono.error(failure)));
    });
  }

  /** One that did not answer may have used up the ticket: no other node is asked with it. */
  private Mono<Void> dial(URI url, HttpHeaders headers, Arriving arriving) {
    Mono<Long> tooLate =
        Mono.delay(answersWithin)
            .flatMap(late -> arriving.hasArrived() ? Mono.never() : Mono.just(late));
    return super.execute(url, headers, arriving).timeout(tooLate);
  }

  private static Optional<URI> another(NodeChoice.Choice choice, URI url, Throwable failure) {
    if (NodeChoice.wasNeverSent(failure)) {
      failed(choice, failure);
    }
    return choice.another(url);
  }

  private static void failed(NodeChoice.Choice choice, Throwable failure) {
    if (choice.failed()) {
      log.warn("backend=relay failure={}", failure.getClass().getSimpleName());
    }
  }

  private static final class Arriving implements WebSocketHandler {

    private final WebSocketHandler handler;
    private final ContextView context;
    private volatile boolean arrived;

    Arriving(WebSocketHandler handler, ContextView context) {
      this.handler = handler;
      this.context = context;
    }

    boolean hasArrived() {
      return arrived;
    }

    @Override
    public List<String> getSubProtocols() {
      return handler.getSubProtocols();
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      arrived = true;
      SocketArrivals.arrived(context);
      return handler.handle(SocketEnd.relay(session, context.get(SocketEnd.class), this::broke));
    }

    private void broke(Throwable failure) {
      failed(context.get(NodeChoice.Choice.class), failure);
    }
  }
}
