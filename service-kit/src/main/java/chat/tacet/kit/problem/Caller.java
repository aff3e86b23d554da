package chat.tacet.kit.problem;

import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.netty.http.server.HttpServerRequest;

/** Who called, as far as the network knows. */
public final class Caller {

  private Caller() {}

  /**
   * Whether nobody waits for the answer any more. People close tabs and laptops all day: what fails
   * then is no failure of a service, and nobody is left to tell.
   */
  public static boolean isGone(ServerWebExchange exchange) {
    Object received = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
    var gone = new AtomicBoolean();
    if (received instanceof HttpServerRequest netty) {
      netty.withConnection(connection -> gone.set(!connection.channel().isActive()));
    }
    return gone.get();
  }
}
