package chat.tacet.relay.mailbox.redis;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.TestLimits;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.Capacity.Space;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.redis.TestLink;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Between two readings nobody outruns the gauge. */
class StoreCapacityTest {

  private static final int LARGE = 50_000;
  private static final int SMALL = 1_000;
  private static final long MAX_MEMORY = 16 << 20;

  private static TestRedis redis;
  private static TestLink link;

  private StoreGauge gauge;
  private StoreCapacity capacity;

  @BeforeAll
  static void open() {
    redis = TestRedis.start();
    link = new TestLink(redis.url());
    link.commands().configSet("maxmemory", Long.toString(MAX_MEMORY));
  }

  @AfterAll
  static void close() {
    link.close();
    redis.close();
  }

  @BeforeEach
  void readOnceOnly() {
    RelayLimits limits = TestLimits.with(Map.of("space.read-every", "1h"));
    gauge = new StoreGauge(link.link(), limits);
    Uncollected uncollected = new Uncollected(link.link(), limits, new SteppingClock());
    capacity = new StoreCapacity(gauge, uncollected, limits);
  }

  @AfterEach
  void stop() {
    gauge.stop();
  }

  private static Letter letter(DeviceAddress sender, int bytes) {
    return new Letter(
        UUID.randomUUID(),
        sender,
        UUID.randomUUID(),
        false,
        1,
        0,
        ByteString.copyFrom(new byte[bytes]),
        List.of(new SealedPiece(Post.someone(), ByteString.copyFromUtf8("sealed"))));
  }

  private Space ask(DeviceAddress sender, int bytes) {
    return Post.get(capacity.space(letter(sender, bytes)));
  }

  /** Takes what an account gets; answers how many bytes that were. */
  private long takeAll(DeviceAddress sender, int bytes) {
    long taken = 0;
    while (ask(sender, bytes) == Space.FREE) {
      taken += bytes;
    }
    return taken;
  }

  @Test
  void nobodyKnowsBeforeTheFirstReading() {
    assertThat(capacity.space(letter(Post.someone(), SMALL)).toCompletableFuture())
        .isCompletedExceptionally();
  }

  @Test
  void oneSenderGetsASixthOfTheRoomHoweverFast() {
    gauge.start();
    DeviceAddress mallory = Post.someone();
    long room = gauge.room().orElseThrow().free();
    long taken = takeAll(mallory, LARGE);

    assertThat(taken).isBetween(room / 8, room / 5);
    assertThat(ask(mallory, LARGE)).isEqualTo(Space.SENDER_WAITS);
    assertThat(ask(Post.someone(), LARGE)).isEqualTo(Space.FREE);
  }

  @Test
  void eightTogetherLeaveAThirdOfTheRoom() {
    gauge.start();
    long room = gauge.room().orElseThrow().free();
    for (int i = 0; i < 8; i++) {
      takeAll(Post.someone(), LARGE);
    }

    assertThat(gauge.room().orElseThrow().free()).isGreaterThan(room / 3);
    assertThat(ask(Post.someone(), LARGE)).isEqualTo(Space.FREE);
  }

  @Test
  void aHundredTogetherLeaveRoomForSmallMessages() {
    gauge.start();
    for (int i = 0; i < 100; i++) {
      takeAll(Post.someone(), SMALL);
    }

    assertThat(ask(Post.someone(), SMALL)).isEqualTo(Space.FREE);
    assertThat(ask(Post.someone(), LARGE)).isEqualTo(Space.SENDER_WAITS);
    // What was taken and never stored is free again with the next reading.
    Post.get(gauge.read());
    assertThat(ask(Post.someone(), LARGE)).isEqualTo(Space.FREE);
  }
}
