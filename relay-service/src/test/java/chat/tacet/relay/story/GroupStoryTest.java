package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import chat.tacet.contracts.relay.v1.ClientFrame;
import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.DeviceRef;
import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.Typing;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.Ids;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Alice, Bob, who has two devices, and Carol have a group. */
class GroupStoryTest {

  private static Town town;
  private static RelayNode relay;

  private Person alice;
  private Person bob;
  private Person carol;
  private Room group;

  @BeforeAll
  static void open() {
    town = new Town(TestRedis.shared().url());
    relay = town.relay(Map.of());
  }

  @AfterAll
  static void close() {
    town.close();
  }

  @BeforeEach
  void meet() {
    alice = town.person("Alice", 1);
    bob = town.person("Bob", 2);
    carol = town.person("Carol", 1);
    group = town.room(alice, bob, carol);
  }

  @Test
  @DisplayName("one content is stored once for all of them, and goes with the last acknowledgement")
  void oneContentIsStoredOnceForAll() {
    Socket her = alice.device().connect(relay);
    UUID envelope = her.write(group, "for all of you");
    assertThat(bodies(envelope)).isPositive();

    collect(bob.device(0));
    collect(carol.device());
    assertThat(bodies(envelope)).isPositive();
    collect(bob.device(1));

    await().untilAsserted(() -> assertThat(bodies(envelope)).isZero());
  }

  /** Connects, reads the one message, and acknowledges it. */
  private static void collect(Device device) {
    Socket socket = device.connect(relay);
    Deliver mail = socket.delivered();
    assertThat(mail.getContent().toStringUtf8()).isEqualTo("for all of you");
    assertThat(mail.getSealedKey().toStringUtf8()).isEqualTo("sealed for " + device.id());
    socket.ack(mail);
    await().untilAsserted(() -> assertThat(town.redis().xlen(device.streamKey())).isZero());
  }

  private static int bodies(UUID envelope) {
    return town.redis().keys("body:*" + envelope + "*").size();
  }

  @Test
  void everybodyReadsEverybodyInOrder() {
    Socket her = alice.device().connect(relay);
    Socket his = bob.device(0).connect(relay);
    Socket carols = carol.device().connect(relay);
    her.write(group, "one");
    his.write(group, "two");
    carols.write(group, "three");

    assertThat(his.delivered(2))
        .extracting(mail -> mail.getContent().toStringUtf8())
        .containsExactly("one", "three");
    assertThat(carols.delivered(2))
        .extracting(mail -> mail.getContent().toStringUtf8())
        .containsExactly("one", "two");
    Socket hisOther = bob.device(1).connect(relay);
    assertThat(hisOther.delivered(3))
        .extracting(mail -> mail.getContent().toStringUtf8())
        .containsExactly("one", "two", "three");
  }

  @Test
  @DisplayName("[M-14] who was removed may not write any more")
  void whoWasRemovedMayNotWrite() {
    Socket carols = carol.device().connect(relay);
    Send.Builder message = group.message(carol.device(), UUID.randomUUID(), "still here?");
    group.remove(carol);

    carols.send(message);

    assertThat(carols.refused().getReason()).isEqualTo(Refused.Reason.NOT_A_MEMBER);
  }

  @Test
  @DisplayName("[M-14] what was sealed before somebody was removed is not taken after it")
  void whatWasSealedForWhoWasRemovedIsRefused() {
    Socket her = alice.device().connect(relay);
    Send.Builder sealedBefore = group.message(alice.device(), UUID.randomUUID(), "about Carol");
    group.remove(carol);

    her.send(sealedBefore);

    Refused refused = her.refused();
    assertThat(refused.getReason()).isEqualTo(Refused.Reason.WRONG_DEVICES);
    assertThat(refused.getExtraList())
        .extracting(DeviceRef::getDeviceId)
        .containsExactly(Ids.write(carol.device().id()));
    assertThat(refused.getMissingList()).isEmpty();
    her.write(group, "about Carol, again");
    Socket carols = carol.device().connect(relay);
    carols.drained();
    carols.silentAbout(FrameCase.DELIVER);
  }

  @Test
  void aMessageThatForgetsAMemberIsRefused() {
    Socket her = alice.device().connect(relay);
    Send.Builder message = group.message(alice.device(), UUID.randomUUID(), "not for Carol");
    int carols = group.keys(alice.device()).indexOf(Room.keyFor(carol.device()));

    her.send(message.removeKeys(carols));

    Refused refused = her.refused();
    assertThat(refused.getReason()).isEqualTo(Refused.Reason.WRONG_DEVICES);
    assertThat(refused.getMissingList())
        .extracting(DeviceRef::getDeviceId)
        .containsExactly(Ids.write(carol.device().id()));
  }

  @Test
  @DisplayName("[F-11] typing reaches all of them, and nobody who was removed")
  void typingReachesTheMembers() {
    Socket her = alice.device().connect(relay);
    Socket his = bob.device(0).connect(relay);
    Socket carols = carol.device().connect(relay);
    Typing.Builder typing =
        Typing.newBuilder()
            .setRoomId(Ids.write(group.id()))
            .addAllSealed(group.keys(alice.device()));

    her.send(ClientFrame.newBuilder().setTyping(typing));
    his.next(FrameCase.TYPING_NOTICE);
    carols.next(FrameCase.TYPING_NOTICE);

    // As social-service announces it: what this relay remembers of the group is dropped.
    group.remove(carol);
    town.announce(group, alice);
    her.next(FrameCase.DIRECTORY_CHANGED);
    her.send(ClientFrame.newBuilder().setTyping(typing));
    his.next(FrameCase.TYPING_NOTICE);
    carols.silentAbout(FrameCase.TYPING_NOTICE);
  }
}
