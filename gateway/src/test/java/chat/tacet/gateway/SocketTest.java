package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.ServerFrame;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** The way of a socket to the relay, and who is stopped before it is upgraded. */
class SocketTest {

  private static Door door;

  @BeforeAll
  static void open() {
    door = Door.open();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @BeforeEach
  void forget() {
    door.relay.received.clear();
    door.relay.socket((in, out) -> out.send(in.receive().retain()));
  }

  @Test
  void framesTravelBothWaysUnderTheOneProtocolThatIsEchoed() throws Exception {
    var ticket = door.tokens.ticket();
    var heard = new Ear();
    var socket = connect(door, ticket, heard).get(10, TimeUnit.SECONDS);

    assertThat(socket.getSubprotocol()).isEqualTo("tacet.v1");
    socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).get(10, TimeUnit.SECONDS);
    assertThat(heard.frames.poll(10, TimeUnit.SECONDS))
        .isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));

    var upgrade = reached(ticket);
    assertThat(upgrade.target()).isEqualTo("/ws");
    assertThat(upgrade.headers().get("Sec-WebSocket-Protocol")).isEqualTo("tacet.v1," + ticket);
    assertThat(upgrade.headers().get("X-Tacet-Client-Address")).isEqualTo("127.0.0.1");
    assertThat(upgrade.headers().get("Sec-WebSocket-Extensions")).isNull();
    assertThat(upgrade.headers().get("Origin")).isEqualTo(door.url());
    socket.abort();
  }

  @Test
  void theRelaysCloseCodeReachesTheClient() throws Exception {
    door.relay.socket((in, out) -> out.sendClose(4002, "displaced"));
    var heard = new Ear();
    door.socket(heard);

    assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4002);
  }

  @Test
  void aFrameAboveTheLimitEndsTheSocket() throws Exception {
    var heard = new Ear();
    var socket = door.socket(heard);
    var _ = socket.sendBinary(ByteBuffer.allocate(70 * 1024), true);

    assertThat(heard.ended.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard.frames).isEmpty();
  }

  @Test
  void aFrameAtTheLimitPasses() throws Exception {
    var heard = new Ear();
    var socket = door.socket(heard);
    socket.sendBinary(ByteBuffer.allocate(64 * 1024), true).get(10, TimeUnit.SECONDS);

    int received = 0;
    while (received < 64 * 1024) {
      received += Objects.requireNonNull(heard.frames.poll(10, TimeUnit.SECONDS)).remaining();
    }
    socket.abort();
  }

  @Test
  void withoutTheRelayTheClientIsToldToComeBack() throws Exception {
    try (var alone = Door.open(Map.of("tacet.relay-url", "http://127.0.0.1:1"))) {
      var heard = new Ear();
      alone.socket(heard);

      assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4001);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aTicketTheRelayRefusesIsToBeReplaced(int refusal) throws Exception {
    door.relay.refuseSockets(refusal);
    var heard = new Ear();
    door.socket(heard);

    assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4008);
  }

  @Test
  @DisplayName("[F-14] a relay that is busy says when to come again, in words of the protocol")
  void aBusyRelayIsToBeAskedLater() throws Exception {
    door.relay.beBusy(5);
    var heard = new Ear();
    door.socket(heard);

    assertThat(assertBusy(heard)).as("when the relay said").isBetween(5_000, 6_000);
  }

  @Test
  @DisplayName("[F-14] a relay that cannot take anybody does not say that it is busy")
  void aRelayThatCannotTakeAnybodyIsAway() throws Exception {
    door.relay.refuseSockets(503);
    var heard = new Ear();
    door.socket(heard);

    assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4001);
    assertThat(heard.frames).isEmpty();
  }

  @Test
  @DisplayName("[F-14] of those who come at once some are let in, and the others hear when to come")
  void notAllAreLetInAtOnce() throws Exception {
    try (var narrow =
        Door.open(
            Map.of(
                "tacet.gateway.throttle.sockets-arriving",
                1,
                "tacet.gateway.throttle.sockets-arriving-for",
                "1h"))) {
      // Whoever is refused keeps no place either.
      for (int refusal : new int[] {401, 503, 403}) {
        narrow.relay.refuseSockets(refusal);
        assertThat(reaches(narrow).closed.get(10, TimeUnit.SECONDS)).isIn(4001, 4008);
      }
      narrow.relay.socket((in, out) -> out.send(in.receive().retain()));
      // It is answered only when the test says so.
      var opened = narrow.relay.holdSockets();
      var first = reaches(narrow);
      int dialled = narrow.relay.received.size();

      var second = new Ear();
      narrow.socket(second);
      assertBusy(second);
      assertThat(narrow.relay.received).as("nobody was dialled for it").hasSize(dialled);

      opened.tryEmitEmpty();
      // Whoever has arrived keeps no place.
      await()
          .untilAsserted(() -> {
            var third = new Ear();
            var socket = narrow.socket(third);
            var _ = socket.sendBinary(ByteBuffer.wrap(new byte[] {1}), true);
            assertThat(third.frames.poll(10, TimeUnit.SECONDS))
                .isEqualTo(ByteBuffer.wrap(new byte[] {1}));
            socket.abort();
          });
      assertThat(first.ended).isNotDone();
    }
  }

  /** Comes again until the relay is dialled: whoever was before may still be on their way out. */
  private static Ear reaches(Door door) {
    int before = door.relay.received.size();
    var last = new AtomicReference<@Nullable Ear>();
    await()
        .until(() -> {
          var ear = new Ear();
          last.set(ear);
          door.socket(ear);
          await().until(() -> door.relay.received.size() > before || ear.closed.isDone());
          return door.relay.received.size() > before;
        });
    return Objects.requireNonNull(last.get());
  }

  private static int assertBusy(Ear heard) throws Exception {
    var goodbye =
        ServerFrame.parseFrom(
                Objects.requireNonNull(heard.frames.poll(10, TimeUnit.SECONDS), "a frame"))
            .getGoodbye();
    assertThat(goodbye.getCode()).isEqualTo(Goodbye.Code.BUSY);
    assertThat(goodbye.getRetryAfterMs()).isBetween(1_000, 9_000);
    assertThat(heard.closed.get(10, TimeUnit.SECONDS)).isEqualTo(4009);
    return goodbye.getRetryAfterMs();
  }

  @Test
  void whenTheClientGoesTheRelayLearnsIt() throws Exception {
    var gone = new CompletableFuture<Boolean>();
    door.relay.socket((in, out) -> in.receive().then(Mono.fromRunnable(() -> gone.complete(true))));
    var socket = door.socket(new Ear());
    socket.abort();

    assertThat(gone.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void ourOwnPageMay() throws Exception {
    var socket =
        builder(door, door.tokens.ticket())
            .header("Origin", door.url())
            .buildAsync(uri(door), new Ear())
            .get(10, TimeUnit.SECONDS);

    assertThat(socket.getSubprotocol()).isEqualTo("tacet.v1");
    socket.abort();
  }

  /** The upgrade at the relay; other tests' sockets may still be arriving there. */
  private static StubBackend.Received reached(String ticket) {
    return door.relay.received.stream()
        .filter(upgrade -> upgrade.headers().get("Sec-WebSocket-Protocol").endsWith(ticket))
        .findFirst()
        .orElseThrow();
  }

  private static CompletableFuture<WebSocket> connect(Door door, String ticket, Ear ear) {
    return builder(door, ticket).buildAsync(uri(door), ear);
  }

  private static WebSocket.Builder builder(Door door, String ticket) {
    return door.http().newWebSocketBuilder().subprotocols("tacet.v1", ticket);
  }

  private static URI uri(Door door) {
    return URI.create("ws://localhost:" + door.port + "/ws");
  }
}
