package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.kit.redis.RedisInfo;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.redis.InstalledRedis;
import com.google.protobuf.ByteString;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The store fills up, by malice or because nobody collects their mail. */
class FullStoreStoryTest {

  private static final long MEMORY = 24 << 20;
  private static final long MAIL_ENDS_AT = MEMORY * 3 / 4;

  private final List<AutoCloseable> toClose = new ArrayList<>();

  enum Redis {
    BUNDLED,
    INSTALLED
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : toClose) {
      one.close();
    }
  }

  /** A town whose Redis is small, and of which the relay looks at the fullness often. */
  private Town town(Redis kind) {
    String url;
    if (kind == Redis.BUNDLED) {
      TestRedis redis = TestRedis.start();
      toClose.addFirst(redis);
      url = redis.url();
    } else {
      InstalledRedis redis = InstalledRedis.forgetful();
      toClose.addFirst(redis);
      url = redis.url();
    }
    Town town = new Town(url);
    toClose.addFirst(town);
    town.redis().configSet("maxmemory", Long.toString(MEMORY));
    return town;
  }

  private static RelayNode relay(Town town) {
    return town.relay(
        Map.of(
            "tacet.relay.limits.space.read-every", "50ms",
            "tacet.relay.limits.space.stale-after", "3s",
            "tacet.relay.limits.space.sender-reread", "50ms"));
  }

  @ParameterizedTest
  @EnumSource(Redis.class)
  void eightWhoWorkTogetherDoNotStopAlice(Redis kind) {
    Town town = town(kind);
    RelayNode relay = relay(town);
    for (int i = 0; i < 8; i++) {
      Person mallory = town.person("Mallory " + i, 1);
      Room dump = town.room(mallory, town.person("nobody", 1));
      fill(mallory.device().connect(relay), dump);
    }
    assertThat(used(town)).isLessThan(MAIL_ENDS_AT);

    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    Socket his = friends.his(relay);
    for (int i = 0; i < 20; i++) {
      her.write(friends.room(), "not full " + i);
    }
    his.ack(his.delivered(20));
  }

  /** Sends until the relay says no for good. */
  private static void fill(Socket socket, Room dump) {
    int refusals = 0;
    while (refusals < 3) {
      socket.send(dump.message(socket.device(), UUID.randomUUID(), large()));
      ServerFrame answer = socket.next(FrameCase.ACCEPTED, FrameCase.TRY_LATER);
      if (answer.hasTryLater()) {
        assertThat(answer.getTryLater().getReason()).isEqualTo(TryLater.Reason.RATE_LIMITED);
        refusals++;
      }
    }
  }

  private static ByteString large() {
    return ByteString.copyFrom(new byte[40_000]);
  }

  @ParameterizedTest
  @EnumSource(Redis.class)
  void whoseMailIsCollectedMaySendAgain(Redis kind) {
    Town town = town(kind);
    RelayNode relay = relay(town);
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    fill(her, friends.room());

    Socket his = friends.his(relay);
    await()
        .untilAsserted(() -> {
          his.ack(his.delivered());
          her.send(friends.message(large()));
          assertThat(her.next(FrameCase.ACCEPTED, FrameCase.TRY_LATER).hasAccepted()).isTrue();
        });
  }

  @ParameterizedTest
  @EnumSource(Redis.class)
  void aFullStoreTakesNoMailButEverythingElseGoesOn(Redis kind) {
    Town town = town(kind);
    RelayNode relay = relay(town);
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    her.write(friends.room(), "before");
    for (int i = 0; used(town) < MAIL_ENDS_AT; i++) {
      town.redis().hset("ballast", "piece " + i, "x".repeat(1 << 20));
    }

    TryLater later = sendUntilTryLater(her, friends.room());
    assertThat(later.getReason()).isEqualTo(TryLater.Reason.STORE_UNAVAILABLE);
    assertThat(later.getRetryAfterMs()).isEqualTo(30_000);

    // Tickets are used up, devices are found, the directory is written, mail is collected.
    Socket his = friends.his(relay);
    Deliver mail = his.delivered();
    assertThat(mail.getContent().toStringUtf8()).isEqualTo("before");
    his.ack(mail);
    friends.bob().newDevice();
    // And who is signed out is out.
    town.redis().zadd("auth:revoked", 4e12, "sid:" + friends.alice().device().loginSession());
    town.redis().publish("auth:revoked", "sid:" + friends.alice().device().loginSession());
    her.goodbye();

    town.redis().del("ballast");
    Person carol = town.person("Carol", 1);
    Room other = town.room(carol, friends.bob());
    Socket hers = carol.device().connect(relay);
    await()
        .untilAsserted(() -> {
          hers.send(other.message(carol.device(), UUID.randomUUID(), "room again"));
          assertThat(hers.next(FrameCase.ACCEPTED, FrameCase.TRY_LATER).hasAccepted()).isTrue();
        });
  }

  @ParameterizedTest
  @EnumSource(Redis.class)
  void evenWithoutAByteLeftMailIsCollected(Redis kind) {
    Town town = town(kind);
    RelayNode relay = relay(town);
    Friends friends = town.aliceAndBob();
    Socket his = friends.his(relay);
    his.drained();
    friends.her(relay).write(friends.room(), "the last");
    Deliver mail = his.delivered();
    town.redis().configSet("maxmemory", "100kb");

    his.ack(mail);

    await()
        .untilAsserted(
            () -> assertThat(town.redis().xlen(friends.bob().device().streamKey())).isZero());
  }

  @ParameterizedTest
  @EnumSource(Redis.class)
  void whenNobodyKnowsHowFullItIsNoMailIsTakenAndWhatWaitsIsDelivered(Redis kind) {
    Town town = town(kind);
    RelayNode relay = relay(town);
    Friends friends = town.aliceAndBob();
    Socket her = friends.her(relay);
    her.write(friends.room(), "before");
    town.redis().aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.INFO));

    assertThat(sendUntilTryLater(her, friends.room()).getReason())
        .isEqualTo(TryLater.Reason.STORE_UNAVAILABLE);
    Socket his = friends.his(relay);
    assertThat(his.delivered().getContent().toStringUtf8()).isEqualTo("before");

    town.redis().aclSetuser("default", AclSetuserArgs.Builder.addCommand(CommandType.INFO));
    await()
        .untilAsserted(() -> {
          her.send(friends.message("known again"));
          assertThat(her.next(FrameCase.ACCEPTED, FrameCase.TRY_LATER).hasAccepted()).isTrue();
        });
  }

  /** Sends until the gauge was read again. */
  private static TryLater sendUntilTryLater(Socket socket, Room room) {
    List<TryLater> answers = new ArrayList<>();
    await()
        .until(() -> {
          socket.send(room.message(socket.device(), UUID.randomUUID(), "is there room?"));
          ServerFrame answer = socket.next(FrameCase.ACCEPTED, FrameCase.TRY_LATER);
          return answer.hasTryLater() && answers.add(answer.getTryLater());
        });
    return answers.getFirst();
  }

  private static long used(Town town) {
    return RedisInfo.field(town.redis().info("memory"), "used_memory")
        .map(Long::parseLong)
        .orElseThrow();
  }
}
