package chat.tacet.gateway.route;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

/**
 * One of the two ends of a carried socket, whose breaking is an end like any other: the other one
 * is closed with a word about it. Without this Spring Cloud Gateway's filter takes a client that
 * died for a failure of the relay, says that the protocol was broken, and leaves failures of
 * closing to be logged as errors of the program.
 */
final class SocketEnd implements WebSocketSession {

  /** What is known of an end that broke, and of one that was closed without a code. */
  private static final Set<Integer> WORDLESS =
      Set.of(CloseStatus.NO_CLOSE_FRAME.getCode(), CloseStatus.NO_STATUS_CODE.getCode());

  /** {@code Goodbye.SHUTTING_DOWN}: the client reconnects after a jittered pause, [F-13]. */
  static final CloseStatus RELAY_UNREACHABLE = new CloseStatus(4001, "relay unreachable");

  private final WebSocketSession session;
  private final CloseStatus word;
  private final UnaryOperator<Flux<WebSocketMessage>> incoming;

  /** Nobody listens to it any more: it was the other end that ended, and has no word to hear. */
  private volatile boolean dropped;

  private SocketEnd(
      WebSocketSession session, CloseStatus word, UnaryOperator<Flux<WebSocketMessage>> incoming) {
    this.session = session;
    this.word = word;
    this.incoming = incoming;
  }

  /** Where the client is: whatever is wrong with what it sends, the relay has no part in it. */
  static SocketEnd client(WebSocketSession session) {
    return new SocketEnd(session, CloseStatus.GOING_AWAY, Flux::onErrorComplete);
  }

  /**
   * Where the relay is. Once one of the two has nothing more to say the filter drops both, and
   * Reactor Netty closes without a code whatever is not closed by then: the client is told before.
   *
   * @param broke runs when the connection to the relay broke
   */
  static SocketEnd relay(WebSocketSession session, SocketEnd client, Consumer<Throwable> broke) {
    return new SocketEnd(
        session,
        RELAY_UNREACHABLE,
        messages ->
            messages
                .doOnError(SocketEnd::isBreak, broke)
                .onErrorComplete(SocketEnd::isBreak)
                // Of several words to one end the first is sent.
                .concatWith(client.close(RELAY_UNREACHABLE).then(Mono.empty())));
  }

  private static boolean isBreak(Throwable failure) {
    return failure instanceof IOException || failure instanceof AbortedException;
  }

  @Override
  public Flux<WebSocketMessage> receive() {
    return incoming.apply(session.receive().doOnCancel(() -> dropped = true));
  }

  @Override
  public Mono<Void> send(Publisher<WebSocketMessage> messages) {
    return session.send(messages).onErrorComplete(SocketEnd::isBreak);
  }

  @Override
  public Mono<CloseStatus> closeStatus() {
    return session
        .closeStatus()
        .filter(status -> !WORDLESS.contains(status.getCode()))
        // A process that is killed says nothing, and its system ends the stream for it.
        .switchIfEmpty(lastWord())
        .onErrorResume(SocketEnd::isBreak, broken -> lastWord());
  }

  private Mono<CloseStatus> lastWord() {
    return Mono.defer(() -> dropped ? Mono.empty() : Mono.just(word));
  }

  @Override
  public Mono<Void> close(CloseStatus status) {
    return Mono.defer(() -> session.close(status)).onErrorComplete(SocketEnd::isBreak);
  }

  @Override
  public String getId() {
    return session.getId();
  }

  @Override
  public HandshakeInfo getHandshakeInfo() {
    return session.getHandshakeInfo();
  }

  @Override
  public DataBufferFactory bufferFactory() {
    return session.bufferFactory();
  }

  @Override
  public Map<String, Object> getAttributes() {
    return session.getAttributes();
  }

  @Override
  public boolean isOpen() {
    return session.isOpen();
  }

  @Override
  public WebSocketMessage textMessage(String payload) {
    return session.textMessage(payload);
  }

  @Override
  public WebSocketMessage binaryMessage(Function<DataBufferFactory, DataBuffer> payload) {
    return session.binaryMessage(payload);
  }

  @Override
  public WebSocketMessage pingMessage(Function<DataBufferFactory, DataBuffer> payload) {
    return session.pingMessage(payload);
  }

  @Override
  public WebSocketMessage pongMessage(Function<DataBufferFactory, DataBuffer> payload) {
    return session.pongMessage(payload);
  }
}
