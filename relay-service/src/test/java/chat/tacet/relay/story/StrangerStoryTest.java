package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.Ids;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Who has no part in a room writes there all the same. */
class StrangerStoryTest {

  private static TestRedis redis;
  private static Town town;
  private static RelayNode relay;

  private Person alice;
  private Person bob;
  private Room room;
  private Socket her;

  @BeforeAll
  static void open() {
    redis = TestRedis.start();
    town = new Town(redis.url());
    relay = town.relay(Map.of());
  }

  @AfterAll
  static void close() {
    town.close();
    redis.close();
  }

  @BeforeEach
  void meet() {
    alice = town.person("Alice", 2);
    bob = town.person("Bob", 2);
    room = town.room(alice, bob);
    her = alice.device().connect(relay);
  }

  @Test
  @DisplayName("[D-7] nobody else writes in somebody's own room")
  void nobodyElseWritesInSomebodysOwnRoom() {
    Room own = town.room(alice);
    Socket his = bob.device().connect(relay);

    his.send(own.message(bob.device(), UUID.randomUUID(), "for Alice"));

    assertThat(his.tryLater().getReason()).isEqualTo(TryLater.Reason.DIRECTORY_BEHIND);
    alice.device(1).connect(relay).silentAbout(FrameCase.DELIVER);
  }

  @Test
  void aStrangerMayNotWrite() {
    Person mallory = town.person("Mallory", 1);
    Socket his = mallory.device().connect(relay);
    Room group = town.room(alice, bob, town.person("Carol", 1));

    his.send(group.message(mallory.device(), UUID.randomUUID(), "let me in"));

    assertThat(his.refused().getReason()).isEqualTo(Refused.Reason.NOT_A_MEMBER);
  }

  /** The id of a direct room follows from the two accounts, and its versions count from 1. */
  @Test
  void aStrangerDoesNotLearnWhoIsOrWasFriendsWithWhom() {
    Person mallory = town.person("Mallory", 1);
    Socket his = mallory.device().connect(relay);
    Room former = town.room(alice, bob);
    former.close();

    for (UUID id : List.of(room.id(), former.id(), UUID.randomUUID())) {
      for (long version : new long[] {1, 2, 3}) {
        Send.Builder probe = room.message(mallory.device(), UUID.randomUUID(), "anybody?");
        probe.getHeaderBuilder().setRoomId(Ids.write(id)).setRoomVersion(version);
        his.send(probe);
        assertThat(his.tryLater().getReason()).isEqualTo(TryLater.Reason.DIRECTORY_BEHIND);
      }
      Send.Builder probe = room.message(mallory.device(), UUID.randomUUID(), "anybody?");
      probe.getHeaderBuilder().setRoomId(Ids.write(id)).setRoomVersion(0);
      his.send(probe);
      assertThat(his.refused().getReason()).isEqualTo(Refused.Reason.NOT_A_MEMBER);
    }
  }

  /** Neither can they find out by how long the answer takes: it is looked for in the same way. */
  @Test
  void whatIsHiddenIsLookedForLikeWhatIsNotThere() {
    Person mallory = town.person("Mallory", 1);
    Socket his = mallory.device().connect(relay);
    her.write(room, "so that the relay remembers the room");

    long hidden = looksOf(50, his, mallory, room.id());
    long missing = looksOf(50, his, mallory, UUID.randomUUID());

    assertThat(hidden).isGreaterThanOrEqualTo(200).isCloseTo(missing, within(20L));
  }

  /** What Redis was asked of the directory meanwhile. */
  private long looksOf(int count, Socket his, Person mallory, UUID id) {
    long before = looks();
    for (int i = 0; i < count; i++) {
      Send.Builder probe = room.message(mallory.device(), UUID.randomUUID(), "anybody?");
      probe.getHeaderBuilder().setRoomId(Ids.write(id));
      his.send(probe);
      his.tryLater();
    }
    return looks() - before;
  }

  private static long looks() {
    return Pattern.compile("cmdstat_(hmget|exists):calls=(\\d+)")
        .matcher(town.redis().info("commandstats"))
        .results()
        .mapToLong(found -> Long.parseLong(found.group(2)))
        .sum();
  }
}
