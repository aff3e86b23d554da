package chat.tacet.gateway.route;

import chat.tacet.gateway.throttle.SocketArrivals;
import java.net.URI;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.util.context.ContextView;

/** Dials the relay, and says when a socket has arrived there. */
final class ArrivingSockets extends ReactorNettyWebSocketClient {

  ArrivingSockets(HttpClient client, Supplier<WebsocketClientSpec.Builder> spec) {
    super(client, spec);
  }

  @Override
  public Mono<Void> execute(URI url, HttpHeaders headers, WebSocketHandler handler) {
    return Mono.deferContextual(
        context -> super.execute(url, headers, new Arriving(handler, context)));
  }

  private record Arriving(WebSocketHandler handler, ContextView context)
      implements WebSocketHandler {

    @Override
    public List<String> getSubProtocols() {
      return handler.getSubProtocols();
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      SocketArrivals.arrived(context);
      return handler.handle(session);
    }
  }
}
