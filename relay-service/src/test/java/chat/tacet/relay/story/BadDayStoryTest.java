package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.InstalledRedis;
import chat.tacet.relay.redis.TestLink;
import chat.tacet.relay.wake.Holder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Redis dies, nodes die, wake-ups get lost: what was accepted arrives. */
class BadDayStoryTest {

  @Test
  void whatWasAcceptedSurvivesTheDeathOfRedis() {
    try (InstalledRedis redis = InstalledRedis.durable();
        Town town = new Town(redis.url())) {
      RelayNode relay = town.relay(Map.of());
      Friends friends = town.aliceAndBob(3);
      Socket her = friends.her(relay);
      for (int i = 0; i < 50; i++) {
        her.send(friends.message("message " + i));
      }
      for (int i = 0; i < 50; i++) {
        her.accepted();
      }

      redis.kill();
      her.send(friends.message("into the void"));
      assertThat(her.tryLater().getReason()).isEqualTo(TryLater.Reason.STORE_UNAVAILABLE);
      redis.restart();

      await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> town.redis().ping().equals("PONG"));
      Socket his = connectOnceReady(friends.bob().device(2), relay);
      List<String> read = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Deliver mail = his.delivered();
        read.add(mail.getContent().toStringUtf8());
        his.ack(mail);
      }
      for (int i = 0; i < 50; i++) {
        assertThat(read.get(i)).isEqualTo("message " + i);
      }
      her.send(friends.message("the same socket goes on"));
      her.accepted();
      assertThat(his.delivered().getContent().toStringUtf8()).isEqualTo("the same socket goes on");
    }
  }

  private static Socket connectOnceReady(Device device, RelayNode relay) {
    List<Socket> connected = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> connected.add(device.connect(relay)));
    return connected.getFirst();
  }

  @Test
  void aMessageAcceptedByOneNodeReachesTheSocketOfAnother() {
    try (InstalledRedis redis = InstalledRedis.forgetful();
        Town town = new Town(redis.url())) {
      RelayNode north = town.relay(Map.of());
      RelayNode south = town.relay(Map.of());
      Friends friends = town.aliceAndBob();
      Socket her = friends.her(north);
      Socket his = friends.his(south);
      his.drained();
      await().until(() -> town.redis().exists("mb:{" + friends.bob().device().id() + "}:at") == 1);

      for (int i = 0; i < 20; i++) {
        her.write(friends.room(), "over there " + i);
        Deliver mail = his.delivered();
        assertThat(mail.getContent().toStringUtf8()).isEqualTo("over there " + i);
        his.ack(mail);
      }
    }
  }

  @Test
  void aNewerSocketDisplacesTheOlderAcrossNodes() {
    try (InstalledRedis redis = InstalledRedis.forgetful();
        Town town = new Town(redis.url())) {
      RelayNode north = town.relay(Map.of());
      RelayNode south = town.relay(Map.of());
      Device phone = town.person("Alice", 1).device();
      Socket older = phone.connect(north);
      await().until(() -> town.redis().exists("mb:{" + phone.id() + "}:at") == 1);

      Socket newer = phone.connect(south);

      assertThat(older.goodbye().getCode()).isEqualTo(Goodbye.Code.DISPLACED);
      older.closeCode();
      newer.silentAbout(FrameCase.GOODBYE);
      assertThat(town.redis().exists("mb:{" + phone.id() + "}:at")).isOne();
    }
  }

  @Test
  void aConnectionThatWasGivenUpAndComesLateDisplacesNobody() {
    try (InstalledRedis redis = InstalledRedis.forgetful();
        TestLink elsewhere = new TestLink(redis.url());
        Town town = new Town(redis.url())) {
      RelayNode relay =
          town.relay(
              Map.of(
                  "tacet.relay.limits.connection.doubt", "200ms",
                  "tacet.relay.limits.connection.reread", "1h"));
      Friends friends = town.aliceAndBob();
      Socket his = friends.his(relay);
      his.drained();
      String at = "mb:{" + friends.bob().device().id() + "}:at";
      await().until(() -> town.redis().exists(at) == 1);
      String holder = town.redis().get(at);

      // Another node took the device for a socket that was closed already, and gave it up again.
      town.redis().del(at);
      byte[] channel = Bytes.of("relay:wake:" + Holder.nodeOf(holder));
      byte[] call = displaced(friends.bob().device(), "elsewhere/1");
      var heard = elsewhere.link().commands().publish(channel, call);
      assertThat(heard.toCompletableFuture().join()).isOne();

      await().until(() -> holder.equals(town.redis().get(at)));
      his.silentAbout(FrameCase.GOODBYE);
    }
  }

  @Test
  void aConnectionThatDoesNotLiveDisplacesNobodyOnItsOwnNodeEither() {
    try (InstalledRedis redis = InstalledRedis.forgetful();
        Town town = new Town(redis.url())) {
      RelayNode relay = town.relay(Map.of("tacet.relay.limits.connection.reread", "1h"));
      Friends friends = town.aliceAndBob();
      Socket her = friends.her(relay);
      Socket his = friends.his(relay);
      his.drained();
      String at = "mb:{" + friends.bob().device().id() + "}:at";
      await().until(() -> town.redis().exists(at) == 1);
      String holder = town.redis().get(at);

      Socket late = friends.his(relay);
      await().until(() -> !holder.equals(town.redis().get(at)));
      late.close();

      await().until(() -> holder.equals(town.redis().get(at)));
      her.write(friends.room(), "still here");
      assertThat(his.delivered().getContent().toStringUtf8()).isEqualTo("still here");
      his.silentAbout(FrameCase.GOODBYE);
    }
  }

  /** What a node calls to another whose connection it displaced, see package {@code wake}. */
  private static byte[] displaced(Device device, String holder) {
    byte[] name = Bytes.of(holder);
    return ByteBuffer.allocate(1 + 2 * Long.BYTES + name.length)
        .put((byte) 'd')
        .putLong(device.id().getMostSignificantBits())
        .putLong(device.id().getLeastSignificantBits())
        .put(name)
        .array();
  }

  @Test
  void aWrongNoteOfWhereBobIsLosesNothing() {
    try (InstalledRedis redis = InstalledRedis.forgetful();
        Town town = new Town(redis.url())) {
      RelayNode north = town.relay(Map.of());
      RelayNode south =
          town.relay(
              Map.of(
                  "tacet.relay.limits.connection.tick", "200ms",
                  "tacet.relay.limits.connection.reread", "400ms"));
      Friends friends = town.aliceAndBob();
      Socket his = friends.his(south);
      his.drained();
      String at = "mb:{" + friends.bob().device().id() + "}:at";
      await().until(() -> town.redis().exists(at) == 1);
      // Nobody knows where Bob is, so nobody wakes his node.
      town.redis().set(at, "a node that died/1");

      Socket her = friends.her(north);
      her.write(friends.room(), "no wake-up came");

      // His node takes the wrong note for a displacement; reconnecting finds everything.
      assertThat(his.goodbye().getCode()).isEqualTo(Goodbye.Code.DISPLACED);
      Socket again = friends.his(south);
      assertThat(again.delivered().getContent().toStringUtf8()).isEqualTo("no wake-up came");
    }
  }

  @Test
  void theSlowTimerFindsMailThatNobodyAnnounced() {
    try (InstalledRedis redis = InstalledRedis.forgetful();
        Town town = new Town(redis.url())) {
      RelayNode north = town.relay(Map.of());
      RelayNode south =
          town.relay(
              Map.of(
                  "tacet.relay.limits.connection.tick", "100ms",
                  "tacet.relay.limits.connection.reread", "1s"));
      Friends friends = town.aliceAndBob();
      Socket her = friends.her(north);
      Socket his = friends.his(south);
      his.drained();
      String at = "mb:{" + friends.bob().device().id() + "}:at";
      await().until(() -> town.redis().exists(at) == 1);
      town.redis().del(at);

      her.write(friends.room(), "found by the timer");

      assertThat(his.delivered().getContent().toStringUtf8()).isEqualTo("found by the timer");
      await().untilAsserted(() -> assertThat(town.redis().exists(at)).isOne());
    }
  }

  @Test
  void aNodeThatStopsSaysGoodbyeAfterItHasAnswered() {
    try (InstalledRedis redis = InstalledRedis.forgetful();
        Town town = new Town(redis.url())) {
      RelayNode relay = town.relay(Map.of());
      Friends friends = town.aliceAndBob();
      Socket her = friends.her(relay);
      for (int i = 0; i < 100; i++) {
        her.send(friends.message("just in time " + i));
      }
      her.accepted();

      relay.close();

      assertThat(her.goodbye().getCode()).isEqualTo(Goodbye.Code.SHUTTING_DOWN);
      assertThat(her.closeCode()).isEqualTo(4000 + Goodbye.Code.SHUTTING_DOWN_VALUE);
      assertThat(town.redis().xlen(friends.bob().device().streamKey()))
          .isEqualTo(1 + her.unread(FrameCase.ACCEPTED));
    }
  }
}
