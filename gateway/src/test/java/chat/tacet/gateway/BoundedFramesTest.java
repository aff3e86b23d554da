package chat.tacet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.kit.testing.RawSocket;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Frames that are no whole messages: what they cost the gateway is bounded. */
class BoundedFramesTest {

  private static final int MAX_PIECES = 64;

  /** More than the network's buffers hold on any machine. */
  private static final int FLOOD_BYTES = 48 * 1024 * 1024;

  private static Door door;

  private final BlockingQueue<ByteBuffer> messages = new LinkedBlockingQueue<>();
  private final CompletableFuture<Boolean> relaysSideEnded = new CompletableFuture<>();

  @BeforeAll
  static void open() {
    door = Door.open();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @BeforeEach
  void listen() {
    door.relay.socket((in, out) ->
        in.receiveFrames()
            .doOnNext(frame -> messages.add(ByteBuffer.wrap(ByteBufUtil.getBytes(frame.content()))))
            .doFinally(how -> relaysSideEnded.complete(true))
            .then());
  }

  @Test
  void aPingIsAnsweredWithWhatItCarries() throws Exception {
    try (var socket = door.rawSocket()) {
      for (byte i = 0; i < 3; i++) {
        socket.write(RawSocket.frame(RawSocket.PING, true, new byte[] {i, 7}));
        // Nothing is said to one that was not asked for.
        socket.write(RawSocket.frame(RawSocket.PONG, true, new byte[] {9}));
        assertThat(socket.read())
            .isEqualTo(new RawSocket.Frame(RawSocket.PONG, ByteBuffer.wrap(new byte[] {i, 7})));
      }
      socket.write(RawSocket.frame(RawSocket.BINARY, true, new byte[] {1}));
      assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
    }
  }

  @Test
  void whoReadsNoAnswersIsOwedOnlyTheLast() throws Exception {
    var ping = RawSocket.frame(RawSocket.PING, true, new byte[125]);
    int count = FLOOD_BYTES / ping.length;
    var last = new byte[] {'l', 'a', 's', 't'};
    try (var socket = door.rawSocket()) {
      socket.write(times(count, ping));
      socket.write(RawSocket.frame(RawSocket.PING, true, last));
      // It is behind all of them.
      socket.write(RawSocket.frame(RawSocket.BINARY, true, new byte[] {1}));
      assertThat(messages.poll(30, TimeUnit.SECONDS)).isEqualTo(ByteBuffer.wrap(new byte[] {1}));

      int answers = 0;
      while (!socket.read().payload().equals(ByteBuffer.wrap(last))) {
        answers++;
      }
      assertThat(answers).as("those that fitted somewhere").isPositive().isLessThan(count / 2);
    }
  }

  @Test
  void pingsBringNothingInThatTheRelayDoesNotTake() throws Exception {
    door.relay.socket((in, out) -> Mono.never());
    var both = new ByteArrayOutputStream();
    both.write(RawSocket.frame(RawSocket.BINARY, true, new byte[125]));
    both.write(RawSocket.frame(RawSocket.PING, true, new byte[0]));
    var some = times(1000, both.toByteArray());
    var written = new AtomicLong();
    try (var socket = door.rawSocket()) {
      Thread.ofVirtual()
          .start(() -> {
            // Until the story is over.
            while (written.get() < FLOOD_BYTES && socket.write(some)) {
              written.addAndGet(some.length);
            }
          });
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .until(new Still(written)::sinceLastAsked);
      assertThat(written.get()).isPositive().isLessThan(FLOOD_BYTES);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aMessageInTooManyPiecesEndsTheSocket(int bytes) throws Exception {
    var all = new ByteArrayOutputStream();
    all.write(RawSocket.frame(RawSocket.BINARY, false, new byte[bytes]));
    all.write(times(MAX_PIECES, RawSocket.frame(RawSocket.CONTINUATION, false, new byte[bytes])));
    try (var socket = door.rawSocket()) {
      arrive(socket);
      socket.write(all.toByteArray());

      var close = socket.read();
      assertThat(close.opcode()).isEqualTo(RawSocket.CLOSE);
      assertThat(close.payload().getShort()).isEqualTo((short) 1008);
      assertThat(socket.ends()).isTrue();
      assertThat(relaysSideEnded.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(messages).isEmpty();
    }
  }

  @Test
  void emptyMessagesAreNotKeptByThousandsForARelayThatTakesNone() throws Exception {
    door.relay.socket((in, out) -> Mono.never());
    var some = times(10_000, RawSocket.frame(RawSocket.BINARY, true, new byte[0]));
    try (var socket = door.rawSocket()) {
      socket.write(some);

      // What was not read by then makes a reset of it, which the close frame may not survive.
      assertThat(socket.ends()).isTrue();
    }
  }

  /** There is no more room for a word to it, neither here nor in the network. */
  @Test
  void whoReadsNothingAfterACloseIsHungUpOn() throws Exception {
    var sent = new AtomicLong();
    door.relay.socket((in, out) ->
        out.sendByteArray(
            Flux.range(0, FLOOD_BYTES / 1024)
                .map(i -> new byte[1024])
                .doOnNext(bytes -> sent.addAndGet(bytes.length))));
    try (var socket = door.rawSocket()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofSeconds(1))
          .until(new Still(sent)::sinceLastAsked);
      socket.write(times(MAX_PIECES + 1, RawSocket.frame(RawSocket.BINARY, false, new byte[0])));

      await()
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> !socket.write(new byte[1]));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, MAX_PIECES})
  void aMessageInPiecesArrivesWhole(int pieces) throws Exception {
    try (var socket = door.rawSocket()) {
      arrive(socket);
      // Of each message they are counted anew.
      for (int message = 0; message < 3; message++) {
        var whole = ByteBuffer.allocate(pieces);
        for (int piece = 0; piece < pieces; piece++) {
          var bytes = new byte[] {(byte) (message + piece)};
          whole.put(bytes);
          socket.write(
              RawSocket.frame(
                  piece == 0 ? RawSocket.BINARY : RawSocket.CONTINUATION,
                  piece == pieces - 1,
                  bytes));
          // Between them, and none of them.
          socket.write(RawSocket.frame(RawSocket.PING, true, bytes));
          assertThat(socket.read().opcode()).isEqualTo(RawSocket.PONG);
        }
        assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo(whole.flip());
      }
    }
  }

  /** All the way to the relay. */
  private void arrive(RawSocket socket) throws Exception {
    socket.write(RawSocket.frame(RawSocket.BINARY, true, new byte[] {42}));
    assertThat(messages.poll(10, TimeUnit.SECONDS)).isEqualTo(ByteBuffer.wrap(new byte[] {42}));
  }

  private static byte[] times(int count, byte[] frame) {
    var all = ByteBuffer.allocate(count * frame.length);
    for (int i = 0; i < count; i++) {
      all.put(frame);
    }
    return all.array();
  }

  /** Whether a number has stopped growing. */
  private static final class Still {

    private final AtomicLong number;
    private long before;

    Still(AtomicLong number) {
      this.number = number;
    }

    boolean sinceLastAsked() {
      long now = number.get();
      boolean still = now > 0 && now == before;
      before = now;
      return still;
    }
  }
}
