package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Connections that break without a goodbye, on either side of the gateway. */
@ExtendWith(OutputCaptureExtension.class)
class SocketEndTest {

  private static StubBackend one;
  private static StubBackend two;
  private static Door door;

  @BeforeAll
  static void open() {
    one = new StubBackend("one");
    two = new StubBackend("two");
    door = Door.open(Map.of("tacet.relay-url", String.join(",", one.url(), two.url())));
  }

  @AfterAll
  static void close() {
    door.close();
    one.close();
    two.close();
  }

  @BeforeEach
  void forget() {
    one.received.clear();
    two.received.clear();
  }

  @Test
  void aClientThatDiesIsNoFailureOfTheRelay(CapturedOutput log) throws Exception {
    var ended = new AtomicInteger();
    for (StubBackend relay : new StubBackend[] {one, two}) {
      relay.socket((in, out) -> in.receive().doFinally(how -> ended.incrementAndGet()).then());
    }

    die();
    await().untilAsserted(() -> assertThat(ended).hasValue(1));

    // The one that it was connected to is not passed over.
    one.socket((in, out) -> out.sendClose(4002, "displaced"));
    two.socket((in, out) -> out.sendClose(4002, "displaced"));
    one.received.clear();
    two.received.clear();
    for (int i = 0; i < 4; i++) {
      assertThat(closeCode()).isEqualTo(4002);
    }
    assertThat(one.received).hasSize(2);
    assertThat(two.received).hasSize(2);
    assertThat(log.getAll()).doesNotContain("backend=relay", "onErrorDropped");
  }

  @Test
  void theClientsOfARelayThatDiesComeAgain(CapturedOutput log) throws Exception {
    one.socket(SocketEndTest::breakOff);
    two.socket(SocketEndTest::breakOff);

    assertThat(closeCode()).isEqualTo(4001);
    assertThat(log.getAll()).doesNotContain("onErrorDropped");
  }

  /** As a process that is killed, or a network that forgot the connection. */
  private static void die() throws IOException {
    int before = one.received.size() + two.received.size();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), door.port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              """
              GET /ws HTTP/1.1\r
              Host: localhost:%d\r
              Upgrade: websocket\r
              Connection: Upgrade\r
              Sec-WebSocket-Version: 13\r
              Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
              Sec-WebSocket-Protocol: tacet.v1, %s\r
              \r
              """
                  .formatted(door.port, door.tokens.ticket())
                  .getBytes(StandardCharsets.ISO_8859_1));
      var answer = new byte[64];
      assertThat(socket.getInputStream().read(answer)).isPositive();
      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).startsWith("HTTP/1.1 101");
      await().until(() -> one.received.size() + two.received.size() > before);
      // The system sends a reset instead of the end of the stream.
      socket.setSoLinger(true, 0);
    }
  }

  private static Publisher<Void> breakOff(WebsocketInbound in, WebsocketOutbound out) {
    in.withConnection(connection -> {
      connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      var _ = connection.channel().close();
    });
    return Mono.never();
  }

  private static int closeCode() throws Exception {
    var closed = new CompletableFuture<Integer>();
    var ear =
        new WebSocket.Listener() {
          @Override
          public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code);
            return null;
          }
        };
    door.http()
        .newWebSocketBuilder()
        .subprotocols("tacet.v1", door.tokens.ticket())
        .buildAsync(URI.create("ws://localhost:" + door.port + "/ws"), ear)
        .get(10, TimeUnit.SECONDS);
    return closed.get(10, TimeUnit.SECONDS);
  }
}
