package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.limits.RelayLimits;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bob signs his tablet out. Alice wrote from one node, the tablet is connected to another. */
class RemovalStoryTest {

  /** What is promised. */
  private static final Duration WITHIN = Duration.ofSeconds(5);

  /** Far longer than any of it takes, on a machine that has other things to do as well. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static TestRedis redis;
  private static Town town;
  private static RelayNode north;
  private static RelayNode south;

  private Friends friends;
  private Device tablet;

  @BeforeAll
  static void open() {
    redis = TestRedis.start();
    town = new Town(redis.url());
    north = town.relay(Map.of());
    south = town.relay(Map.of());
  }

  @AfterAll
  static void close() {
    town.close();
    redis.close();
  }

  @BeforeEach
  void meet() {
    friends = town.aliceAndBob(3);
    tablet = friends.bob().device(2);
  }

  @Test
  @DisplayName("[D-11] a device that was signed out has no socket and no mail")
  void aDeviceThatWasSignedOutHasNoSocketAndNoMail() {
    Socket socket = tablet.connect(south);
    friends.her(north).write(friends.room(), "for all three");
    socket.delivered();

    friends.bob().remove(tablet);
    town.announceRemoval(tablet);

    assertThat(socket.goodbye().getCode()).isEqualTo(Goodbye.Code.LOGIN_ENDED);
    assertThat(socket.closeCode()).isEqualTo(4000 + Goodbye.Code.LOGIN_ENDED_VALUE);
    soon().until(() -> town.redis().keys("mb:{" + tablet.id() + "}:*").isEmpty());
    assertThat(ConnectionRefusals.status(tablet, north)).isEqualTo(403);
    assertThat(friends.his(south).delivered().getContent().toStringUtf8())
        .isEqualTo("for all three");
  }

  @Test
  void newsThatIsLostIsReadTwiceWithinThePromise() {
    Duration every = south.bean(RelayLimits.class).removal().every();
    assertThat(every.multipliedBy(2)).isLessThan(WITHIN);
  }

  @Test
  void itIsSoAlsoWhenTheNewsIsLost() {
    Socket socket = tablet.connect(south);
    friends.her(north).write(friends.room(), "for all three");

    friends.bob().remove(tablet);
    town.noteRemoval(tablet);

    soon().until(() -> town.redis().exists(tablet.streamKey()) == 0);
    assertThat(socket.goodbye().getCode()).isEqualTo(Goodbye.Code.LOGIN_ENDED);
  }

  @Test
  void whatANodeWithAnOldDirectoryStillStoresGoesToo() {
    friends.her(north).write(friends.room(), "for all three");
    byte[] mailbox = town.redis().dump(tablet.streamKey());
    friends.bob().remove(tablet);
    town.announceRemoval(tablet);
    soon().until(() -> town.redis().exists(tablet.streamKey()) == 0);

    // As if it had been stored only now.
    town.redis().restore(tablet.streamKey(), 0, mailbox);

    soon().until(() -> town.redis().exists(tablet.streamKey()) == 0);
  }

  @Test
  void aDeviceThatIsBackKeepsItsMail() {
    friends.bob().remove(tablet);
    town.noteRemoval(tablet);
    friends.bob().add(tablet);
    friends.her(north).write(friends.room(), "welcome back");

    soon().until(() -> town.redis().zscore("dir:removed", town.removal(tablet)) == null);
    assertThat(tablet.connect(south).delivered().getContent().toStringUtf8())
        .isEqualTo("welcome back");
  }

  @Test
  void anotherAccountsWordAboutADeviceCountsForNothing() {
    Socket socket = tablet.connect(south);
    friends.her(north).write(friends.room(), "for all three");
    Person mallory = town.person("Mallory", 1);

    town.redis().publish("dir:removed", "nonsense");
    town.redis().publish("dir:removed", mallory.id() + ":" + mallory.device().id());

    assertThat(socket.delivered().getContent().toStringUtf8()).isEqualTo("for all three");
    socket.silentAbout(FrameCase.GOODBYE);
  }

  @Test
  void whatIsDoneIsNotDoneForEver() {
    try (TestRedis own = TestRedis.start();
        Town small = new Town(own.url())) {
      small.relay(Map.of("tacet.relay.limits.removal.repeated-for", "100ms"));
      Person alice = small.person("Alice", 2);
      Device phone = alice.device(1);
      alice.remove(phone);
      small.announceRemoval(phone);

      soon().until(() -> small.redis().exists("dir:removed") == 0);
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(PATIENCE);
  }
}
