package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.ChannelOption;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;
import reactor.netty.http.websocket.WebsocketInbound;

/** Connections that break without a goodbye, on either side of the gateway. */
@ExtendWith(OutputCaptureExtension.class)
class SocketEndTest {

  private final StubBackend one = new StubBackend("one");
  private final StubBackend two = new StubBackend("two");

  /** Of each story its own: which relays have failed is remembered for a while. */
  private final Door door =
      Door.open(Map.of("tacet.relay-url", String.join(",", one.url(), two.url())));

  @AfterEach
  void close() {
    door.close();
    one.close();
    two.close();
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
      assertThat(door.closeCode()).isEqualTo(4002);
    }
    assertThat(one.received).hasSize(2);
    assertThat(two.received).hasSize(2);
    assertThat(log.getAll()).doesNotContain("backend=relay", "onErrorDropped");
  }

  /** A process that is killed is ended by its system: with a reset if there was more to read. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theClientsOfARelayThatDiesComeAgain(boolean reset, CapturedOutput log) throws Exception {
    StubBackend.Socket dies = (in, out) -> breakOff(in, reset);
    one.socket(dies);
    two.socket(dies);

    assertThat(door.closeCode()).isEqualTo(4001);
    assertThat(log.getAll()).doesNotContain("onErrorDropped");
  }

  @Test
  void aClientThatBreaksTheRulesIsNoFailureOfTheRelay(CapturedOutput log) throws Exception {
    for (StubBackend relay : new StubBackend[] {one, two}) {
      relay.socket((in, out) -> in.receive().then());
    }
    var ear = new Ear();
    var socket = door.socket(ear);
    // Each part may pass, and the whole may not.
    for (int part = 0; part < 2; part++) {
      socket.sendBinary(ByteBuffer.allocate(40 * 1024), part == 1).get(10, TimeUnit.SECONDS);
    }

    assertThat(ear.closed.get(10, TimeUnit.SECONDS)).isNotEqualTo(4001);
    assertThat(log.getAll()).doesNotContain("backend=relay", "onErrorDropped");
  }

  /** As a process that is killed, or a network that forgot the connection. */
  private void die() {
    int before = one.received.size() + two.received.size();
    try (var socket = door.rawSocket()) {
      await().until(() -> one.received.size() + two.received.size() > before);
      socket.reset();
    }
  }

  private static Publisher<Void> breakOff(WebsocketInbound in, boolean reset) {
    in.withConnection(connection -> {
      if (reset) {
        connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
      }
      var _ = connection.channel().close();
    });
    return Mono.never();
  }
}
