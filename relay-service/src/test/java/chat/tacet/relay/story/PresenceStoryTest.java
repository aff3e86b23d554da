package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Presence;
import chat.tacet.contracts.relay.v1.PresenceSetting;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.Typing;
import chat.tacet.contracts.relay.v1.TypingNotice;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.Ids;
import com.google.protobuf.ByteString;
import io.lettuce.core.KillArgs;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two nodes: Alice on the north one, everybody else on the south one. */
class PresenceStoryTest {

  private static Town town;
  private static RelayNode north;
  private static RelayNode south;

  private Person alice;
  private Person bob;

  @BeforeAll
  static void open() {
    town = new Town(TestRedis.shared().url());
    Map<String, Object> quick =
        Map.of(
            "tacet.relay.limits.presence.sweep", "200ms",
            "tacet.relay.limits.connection.tick", "100ms",
            "tacet.relay.limits.connection.reread", "300ms");
    north = town.relay(quick);
    south = town.relay(quick);
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @BeforeEach
  void meet() {
    alice = town.person("Alice", 2);
    bob = town.person("Bob", 1);
    town.friends(alice, bob);
  }

  @Test
  void friendsWhoShowThemselvesSeeEachOtherComeAndGo() {
    Socket her = visible(alice.device().connect(north));
    Socket his = visible(bob.device().connect(south));

    assertThat(presence(his)).isEqualTo(online(alice));
    assertThat(presence(her)).isEqualTo(online(bob));

    long before = Instant.now().toEpochMilli();
    his.close();
    Presence gone = presence(her);
    assertThat(gone.getOnline()).isFalse();
    assertThat(gone.getLastSeenMs()).isBetween(before - 1000, before + 10_000);
  }

  @Test
  void whoHidesIsNotSeenAndSeesNobody() {
    Socket her = visible(alice.device().connect(north));
    Socket his = bob.device().connect(south);
    his.silentAbout(FrameCase.PRESENCE);
    her.silentAbout(FrameCase.PRESENCE);

    visible(his);
    assertThat(presence(her)).isEqualTo(online(bob));
    set(his, false);

    Presence hidden = presence(her);
    assertThat(hidden.getOnline()).isFalse();
    assertThat(hidden.getLastSeenMs()).isZero();
  }

  @Test
  void strangersSeeNothing() {
    Socket stranger = visible(town.person("Mallory", 1).device().connect(south));
    Socket his = visible(bob.device().connect(south));
    Socket her = visible(alice.device().connect(north));

    assertThat(presence(his)).isEqualTo(online(alice));
    assertThat(presence(her)).isEqualTo(online(bob));
    stranger.silentAbout(FrameCase.PRESENCE);
  }

  @Test
  void whoBecomeFriendsWhileBothAreHereSeeEachOtherOnceTheySayAgainThatTheyAre() {
    Person carol = town.person("Carol", 1);
    Socket her = visible(carol.device().connect(north));
    Person dave = town.person("Dave", 1);
    Socket his = visible(dave.device().connect(south));
    her.silentAbout(FrameCase.PRESENCE);

    town.friends(carol, dave);
    for (Person each : List.of(carol, dave)) {
      town.redis()
          .publish(
              "dir:changed",
              """
              {"topic":"FRIENDS","audience":["%s"],"subject":null,"keys":["dir:friends:{%s}"]}\
              """
                  .formatted(each.id(), each.id()));
    }
    her.next(FrameCase.DIRECTORY_CHANGED);
    his.next(FrameCase.DIRECTORY_CHANGED);
    set(her, true);

    assertThat(presence(his)).isEqualTo(online(carol));
    assertThat(presence(her)).isEqualTo(online(dave));
  }

  @Test
  void aPersonWithTwoDevicesIsOnlineUntilTheLastGoes() {
    Socket his = visible(bob.device().connect(south));
    Socket phone = visible(alice.device(0).connect(north));
    Socket laptop = visible(alice.device(1).connect(south));
    assertThat(presence(his)).isEqualTo(online(alice));
    // Who sees a friend has been seen: both devices are on the board before they go.
    assertThat(presence(phone)).isEqualTo(online(bob));
    assertThat(presence(laptop)).isEqualTo(online(bob));

    phone.close();
    laptop.close();

    // Being told "online" twice, by look and by news, is harmless.
    Presence last = presence(his);
    while (last.getOnline()) {
      last = presence(his);
    }
    assertThat(last.getAccountId()).isEqualTo(Ids.write(alice.id()));
    his.silentAbout(FrameCase.PRESENCE);
  }

  @Test
  void whoseNodeDiedIsNoticed() {
    Socket his = visible(bob.device().connect(south));
    town.redis().zadd("presence:{" + alice.id() + "}:on", 1, "dead/1");
    town.redis().zadd("presence:leases", 1, alice.id() + " dead/1");

    Presence gone = presence(his);

    assertThat(gone.getAccountId()).isEqualTo(Ids.write(alice.id()));
    assertThat(gone.getOnline()).isFalse();
  }

  @Test
  void whatANodeMissedWhileItDidNotListenItsDevicesSeeSoonAfter() {
    String board = "presence:{" + alice.id() + "}:on";
    town.redis().zadd(board, (double) Instant.now().plusSeconds(600).toEpochMilli(), "elsewhere/1");
    Socket his = visible(bob.device().connect(south));
    assertThat(presence(his)).isEqualTo(online(alice));

    // As if it had been told just then.
    town.redis().zrem(board, "elsewhere/1");
    town.redis().clientKill(KillArgs.Builder.typePubsub());

    assertThat(presence(his).getOnline()).isFalse();
  }

  @Test
  @DisplayName("[F-11] typing reaches connected devices of the room on any node")
  void typingReachesConnectedDevicesOfTheRoomOnAnyNode() {
    Room room = town.room(alice, bob);
    Socket phone = alice.device(0).connect(north);
    Socket laptop = alice.device(1).connect(north);
    Socket his = bob.device().connect(south);
    Socket stranger = town.person("Mallory", 1).device().connect(south);
    org.awaitility.Awaitility.await()
        .until(() -> town.redis().exists("mb:{" + bob.device().id() + "}:at") == 1);

    phone.send(
        ClientFrame.newBuilder()
            .setTyping(
                Typing.newBuilder()
                    .setRoomId(Ids.write(room.id()))
                    .addAllSealed(room.keys(alice.device(0)))
                    .addSealed(Room.keyFor(stranger.device()))));

    TypingNotice notice = his.next(FrameCase.TYPING_NOTICE).getTypingNotice();
    assertThat(notice.getSenderDeviceId()).isEqualTo(Ids.write(alice.device(0).id()));
    assertThat(notice.getSealed().toStringUtf8()).isEqualTo("sealed for " + bob.device().id());
    laptop.next(FrameCase.TYPING_NOTICE);
    stranger.silentAbout(FrameCase.TYPING_NOTICE);
    assertThat(town.redis().exists(bob.device().streamKey())).isZero();
  }

  @Test
  void whoIsNamedTwiceIsToldOnce() {
    Room room = town.room(alice, bob);
    Socket hers = alice.device(0).connect(north);
    Socket his = bob.device().connect(south);
    org.awaitility.Awaitility.await()
        .until(() -> town.redis().exists("mb:{" + bob.device().id() + "}:at") == 1);
    var typing = Typing.newBuilder().setRoomId(Ids.write(room.id()));
    var key = Room.keyFor(bob.device());
    var again = key.toBuilder().setSealed(ByteString.copyFromUtf8("again")).build();

    hers.send(
        ClientFrame.newBuilder()
            .setTyping(typing.clone().addAllSealed(Collections.nCopies(200, key))));
    hers.send(ClientFrame.newBuilder().setTyping(typing.clone().addSealed(again)));

    assertThat(List.of(heard(his), heard(his)))
        .containsExactlyInAnyOrder(key.getSealed(), again.getSealed());
  }

  private static ByteString heard(Socket socket) {
    return socket.next(FrameCase.TYPING_NOTICE).getTypingNotice().getSealed();
  }

  @Test
  void aStrangerCannotTypeIntoARoom() {
    Room room = town.room(alice, bob);
    Socket her = alice.device(0).connect(north);
    Socket mallory = town.person("Mallory", 1).device().connect(north);

    mallory.send(
        ClientFrame.newBuilder()
            .setTyping(
                Typing.newBuilder()
                    .setRoomId(Ids.write(room.id()))
                    .addSealed(Room.keyFor(alice.device(0)))));

    mallory.silentAbout(FrameCase.GOODBYE);
    her.silentAbout(FrameCase.TYPING_NOTICE);
  }

  private static Socket visible(Socket socket) {
    set(socket, true);
    return socket;
  }

  private static void set(Socket socket, boolean visible) {
    socket.send(
        ClientFrame.newBuilder()
            .setPresenceSetting(PresenceSetting.newBuilder().setVisible(visible)));
  }

  private static Presence presence(Socket socket) {
    return socket.next(FrameCase.PRESENCE).getPresence();
  }

  private static Presence online(Person person) {
    return Presence.newBuilder().setAccountId(Ids.write(person.id())).setOnline(true).build();
  }
}
