package chat.tacet.gateway.route;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.gateway.hardening.ClientAddress;
import chat.tacet.gateway.throttle.SocketArrivals;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.context.Context;

/**
 * Upgrades with {@code tacet.v1} as the only subprotocol that is ever echoed (never the ticket),
 * and ends the socket in words of the protocol when the relay cannot be reached. The client has
 * been told 101 by then, so a status is too late.
 */
final class ClosingSocketService implements WebSocketService {

  /** The subprotocol of {@code contracts/}. */
  private static final String PROTOCOL = "tacet.v1";

  /** {@code Goodbye.RATE_LIMITED}. */
  private static final CloseStatus RATE_LIMITED = new CloseStatus(4007, "too many sockets");

  /**
   * {@code Goodbye.TICKET_INVALID}: good here, but used before, revoked, or of a device that its
   * account's list does not name (yet).
   */
  private static final CloseStatus TICKET_INVALID = new CloseStatus(4008, "ticket refused");

  /** {@code Goodbye.BUSY}. */
  private static final CloseStatus BUSY = new CloseStatus(4009, "too many at once");

  /** See {@link BoundedFrames}. */
  private static final CloseStatus TOO_MANY_FRAMES =
      CloseStatus.POLICY_VIOLATION.withReason("too many frames");

  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private static final Logger log = LoggerFactory.getLogger(ClosingSocketService.class);

  private final WebSocketService upgrades;
  private final SocketArrivals arrivals;

  ClosingSocketService(WebSocketService upgrades, SocketArrivals arrivals) {
    this.upgrades = upgrades;
    this.arrivals = arrivals;
  }

  @Override
  public Mono<Void> handleRequest(ServerWebExchange exchange, WebSocketHandler proxy) {
    var polite =
        new Polite(
            proxy,
            NodeChoice.of(exchange),
            ClientAddress.of(exchange),
            arrivals,
            channel(exchange));
    return upgrades
        .handleRequest(new Forgettable(exchange), polite)
        // What stands in there holds the request as well.
        .contextWrite(context -> Context.empty());
  }

  /** Sessions do not show theirs. */
  private static Channel channel(ServerWebExchange exchange) {
    HttpServerResponse response =
        ServerHttpResponseDecorator.getNativeResponse(exchange.getResponse());
    var channel = new AtomicReference<@Nullable Channel>();
    response.withConnection(connection -> channel.set(connection.channel()));
    return Objects.requireNonNull(channel.get(), "a request came over a connection");
  }

  /**
   * A request that its socket does not remember: with its copies, one for each filter that changed
   * something, it weighs more than all else of a socket together. The handshake would keep it to
   * say later who it is, which nobody asks.
   */
  private static final class Forgettable extends ServerWebExchangeDecorator {

    Forgettable(ServerWebExchange exchange) {
      super(exchange);
    }

    @Override
    public <T extends Principal> Mono<T> getPrincipal() {
      return Mono.empty();
    }
  }

  private record Polite(
      WebSocketHandler proxy,
      NodeChoice.Choice choice,
      InetAddress address,
      SocketArrivals arrivals,
      Channel channel)
      implements WebSocketHandler {

    @Override
    public List<String> getSubProtocols() {
      return List.of(PROTOCOL);
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
      return arrivals
          .admit(address, carry(session), wait -> busy(session, wait))
          // People close laptops all day: that is no failure of ours, and nobody is left to tell.
          .onErrorComplete(AbortedException.class);
    }

    private Mono<Void> carry(WebSocketSession session) {
      var client = SocketEnd.client(session);
      BoundedFrames.of(channel, () -> client.close(TOO_MANY_FRAMES).subscribe());
      return proxy
          .handle(client)
          .contextWrite(
              context -> context.put(NodeChoice.Choice.class, choice).put(SocketEnd.class, client))
          .onErrorComplete(AbortedException.class)
          .onErrorResume(failure -> {
            Optional<Duration> wait = Refusal.busy(failure);
            // A relay that is busy is well: calls go on to it, and the log stays quiet.
            return wait.isPresent() ? busy(session, wait.get()) : refused(session, failure);
          });
    }

    private Mono<Void> refused(WebSocketSession session, Throwable failure) {
      int refusal = Refusal.status(failure);
      if (refusal == Refusal.UNREACHABLE || refusal >= SERVER_ERROR) {
        // Whoever comes again is led to another one.
        choice.failed();
      }
      if (refusal != UNAUTHORIZED && refusal != FORBIDDEN) {
        log.warn("backend=relay failure={} status={}", failure.getClass().getSimpleName(), refusal);
      }
      return session.close(inWordsOfTheProtocol(refusal));
    }

    /** [F-14] In a frame, since it is too late for a status. */
    private static Mono<Void> busy(WebSocketSession session, Duration wait) {
      var goodbye =
          ServerFrame.newBuilder()
              .setGoodbye(
                  Goodbye.newBuilder()
                      .setCode(Goodbye.Code.BUSY)
                      .setRetryAfterMs(Math.toIntExact(wait.toMillis())))
              .build();
      return session
          .send(
              Mono.fromSupplier(
                  () -> session.binaryMessage(buffers -> buffers.wrap(goodbye.toByteArray()))))
          .then(session.close(BUSY));
    }

    private static CloseStatus inWordsOfTheProtocol(int refusal) {
      return switch (refusal) {
        case UNAUTHORIZED, FORBIDDEN -> TICKET_INVALID;
        case TOO_MANY_REQUESTS -> RATE_LIMITED;
        default -> SocketEnd.RELAY_UNREACHABLE;
      };
    }
  }
}
