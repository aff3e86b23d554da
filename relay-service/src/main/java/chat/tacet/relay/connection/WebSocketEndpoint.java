package chat.tacet.relay.connection;

import chat.tacet.kit.client.ArrivalsHeader;
import chat.tacet.kit.problem.CommonProblems;
import chat.tacet.kit.token.Ticket;
import chat.tacet.relay.ticket.TicketDesk;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.util.context.Context;
import reactor.util.function.Tuple3;

/**
 * {@code GET /ws}: everything that can refuse a connection happens before the upgrade and is
 * answered with a problem document; after it, a socket belongs to a {@link DeviceConnection}.
 */
public final class WebSocketEndpoint implements WebHandler {

  /**
   * Netty cuts off beyond this, without a word; between the frame limit and this the device is told
   * what it did wrong.
   */
  private static final int HARD_LIMIT_FACTOR = 2;

  /** Frames read ahead of being handled; then TCP slows the sender down. */
  private static final int READ_AHEAD = 32;

  private final RelayServices services;
  private final TicketDesk tickets;
  private final Doorway doorway;
  private final Arrivals arrivals;
  private final ListedDevices listed;

  public WebSocketEndpoint(
      RelayServices services,
      TicketDesk tickets,
      Doorway doorway,
      Arrivals arrivals,
      ListedDevices listed) {
    this.services = services;
    this.tickets = tickets;
    this.doorway = doorway;
    this.arrivals = arrivals;
    this.listed = listed;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    return Mono.defer(() -> {
      ServerHttpRequest request = exchange.getRequest();
      String ticket = doorway.ticketOf(request.getHeaders());
      return arrivals.admit(
          place ->
              tickets
                  .verify(ticket)
                  .doOnNext(doorway::requireRoomFor)
                  .flatMap(good ->
                      known(good, place)
                          .flatMap(counter -> upgrade(exchange.getResponse(), good, counter))),
          doorway::hasRoom,
          // Of all that is unavailable only this is nothing amiss, and leaves the ticket good.
          () -> exchange.getResponse().getHeaders().set(ArrivalsHeader.NAME, ArrivalsHeader.FULL));
    });
  }

  /**
   * Asks the store all that it is asked before the upgrade, at once: when many arrive, each answer
   * waits in line behind them.
   *
   * @return the device's last send counter, once its ticket is used up and its list names it
   */
  private Mono<Long> known(Ticket ticket, Arrivals.Place place) {
    return Mono.zip(
            tickets.consume(ticket).thenReturn(ticket),
            // Whoever has to wait for their list keeps nobody else waiting.
            listed.require(ticket, place::leave).thenReturn(ticket),
            lastSendCounter(ticket))
        .map(Tuple3::getT3);
  }

  private Mono<Long> lastSendCounter(Ticket ticket) {
    return Mono.fromCompletionStage(() -> services.mailboxes().lastSendCounter(ticket.deviceId()))
        .onErrorMap(failure -> CommonProblems.UNAVAILABLE.exception());
  }

  private Mono<Void> upgrade(ServerHttpResponse response, Ticket ticket, long lastSendCounter) {
    HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
    WebsocketServerSpec spec =
        WebsocketServerSpec.builder()
            .protocols(Doorway.SUBPROTOCOL)
            .maxFramePayloadLength(hardLimit())
            .compress(false)
            .build();
    // Lets filters have their say before the response is committed by the upgrade.
    return response
        .setComplete()
        .then(
            Mono.defer(
                () -> netty.sendWebsocket((in, out) -> serve(in, ticket, lastSendCounter), spec)))
        // What stands in there holds the request, which nobody needs for as long as a socket lives.
        .contextWrite(context -> Context.empty());
  }

  private int hardLimit() {
    return HARD_LIMIT_FACTOR * services.limits().frame().maxBytes();
  }

  private Mono<Void> serve(WebsocketInbound in, Ticket ticket, long lastSendCounter) {
    AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
    in.withConnection(netty -> channel.set(netty.channel()));
    // The ticket, and up to 8 KiB more, which would stay as long as the socket.
    in.headers().clear();
    Channel netty = Objects.requireNonNull(channel.get());
    DeviceConnection connection = new DeviceConnection(services, ticket, netty);
    FrameSubscriber frames = new FrameSubscriber(connection);
    Runnable begin =
        () -> {
          Inflow.watch(
              netty, connection, services.parts().forFrames(ticket.accountId()), frames::hungUp);
          // Browsers may split a message into several WebSocket frames.
          in.aggregateFrames(hardLimit()).receiveFrames().subscribe(frames);
          connection.open(lastSendCounter);
          if (!netty.isActive()) {
            // It ended before anybody watched it.
            frames.hungUp();
          }
        };
    // Everything of a connection happens on its own loop; the ticket was taken on Redis'.
    if (netty.eventLoop().inEventLoop()) {
      begin.run();
    } else {
      netty.eventLoop().execute(begin);
    }
    return frames.ended();
  }

  /** Feeds a connection, no faster than it wants. */
  private static final class FrameSubscriber extends BaseSubscriber<WebSocketFrame> {

    private final DeviceConnection connection;
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private int owed;

    FrameSubscriber(DeviceConnection connection) {
      this.connection = connection;
      connection.onWanting(this::ask);
    }

    Mono<Void> ended() {
      return ended.asMono();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      subscription.request(READ_AHEAD);
    }

    @Override
    protected void hookOnNext(WebSocketFrame frame) {
      switch (frame) {
        case BinaryWebSocketFrame binary -> connection.received(binary.content());
        case TextWebSocketFrame text -> connection.protocolError("frames are binary");
        default -> {
          // Ping, pong and close are answered by Netty.
        }
      }
      owed++;
      ask();
    }

    /** Nobody is there any more: what was not looked at by now is not taken, so that this ends. */
    void hungUp() {
      connection.hungUp();
      request(Long.MAX_VALUE);
    }

    private void ask() {
      if (owed > 0 && connection.wantsMore()) {
        int count = owed;
        owed = 0;
        request(count);
      }
    }

    @Override
    protected void hookOnError(Throwable throwable) {
      // A frame beyond the limit, or a broken connection: the first deserves a word.
      connection.protocolError("message too large or connection broken");
    }

    @Override
    protected void hookFinally(SignalType type) {
      connection.closed();
      ended.tryEmitEmpty();
    }
  }
}
