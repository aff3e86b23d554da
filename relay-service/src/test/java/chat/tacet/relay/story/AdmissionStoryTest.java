package chat.tacet.relay.story;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.Deliver;
import chat.tacet.contracts.relay.v1.DeviceListVersion;
import chat.tacet.contracts.relay.v1.DeviceRef;
import chat.tacet.contracts.relay.v1.Refused;
import chat.tacet.contracts.relay.v1.Send;
import chat.tacet.contracts.relay.v1.SendHeader;
import chat.tacet.contracts.relay.v1.ServerFrame.FrameCase;
import chat.tacet.contracts.relay.v1.TryLater;
import chat.tacet.kit.testing.TestRedis;
import chat.tacet.relay.frame.Ids;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AdmissionStoryTest {

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

  private Send.Builder message() {
    return room.message(alice.device(), UUID.randomUUID(), "hello");
  }

  @Test
  @DisplayName("[C-9] the sender's other devices are recipients too")
  void theSendersOtherDevicesAreRecipientsToo() {
    her.send(message());
    her.accepted();

    Socket laptop = alice.device(1).connect(relay);
    assertThat(laptop.delivered().getContent().toStringUtf8()).isEqualTo("hello");
    her.silentAbout(FrameCase.DELIVER);
  }

  @Test
  @DisplayName("[D-7] in the own room the account's other devices are all there is")
  void inTheOwnRoomTheOtherDevicesAreAllThereIs() {
    Room own = town.room(alice);
    Socket laptop = alice.device(1).connect(relay);

    her.write(own, "note to self");

    assertThat(laptop.delivered().getContent().toStringUtf8()).isEqualTo("note to self");
    her.silentAbout(FrameCase.DELIVER);
    her.send(
        own.message(alice.device(), UUID.randomUUID(), "and Bob")
            .addKeys(Room.keyFor(bob.device())));
    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.WRONG_DEVICES);
  }

  @Test
  @DisplayName("[D-7] whoever has one device speaks to nobody in the own room")
  void whoeverHasOneDeviceSpeaksToNobody() {
    Room own = town.room(alice);
    alice.remove(alice.device(1));

    her.write(own, "is anybody here?");

    Send.Builder targeted = own.message(alice.device(), UUID.randomUUID(), "you there?");
    targeted.getHeaderBuilder().setTargeted(true);
    her.send(targeted);
    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.MALFORMED);
  }

  @Test
  void nobodyWritesInAClosedRoom() {
    room.close();

    her.send(message());

    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.NOT_A_MEMBER);
  }

  @Test
  void anUnknownRoomNobodyClaimsToKnowIsNotOnes() {
    Send.Builder send = message();
    send.getHeaderBuilder().setRoomId(Ids.write(UUID.randomUUID())).setRoomVersion(0);

    her.send(send);

    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.NOT_A_MEMBER);
  }

  @Test
  @DisplayName("[F-4] a forgotten device is named")
  void aForgottenDeviceIsNamed() {
    her.send(message().removeKeys(2));

    Refused refused = her.refused();
    assertThat(refused.getReason()).isEqualTo(Refused.Reason.WRONG_DEVICES);
    assertThat(refused.getMissingList())
        .extracting(DeviceRef::getDeviceId)
        .containsExactly(Ids.write(bob.device(1).id()));
    assertThat(refused.getExtraList()).isEmpty();
  }

  @Test
  @DisplayName("[F-4] a device too many is named")
  void aDeviceTooManyIsNamed() {
    Device stranger = town.person("Mallory", 1).device();

    her.send(message().addKeys(Room.keyFor(stranger)));

    assertThat(her.refused().getExtraList())
        .extracting(DeviceRef::getDeviceId)
        .containsExactly(Ids.write(stranger.id()));
  }

  /** What Alice's phone sends to these devices alone. */
  private Send.Builder targeted(Device... devices) {
    Send.Builder send = message().clearKeys();
    for (Device device : devices) {
      send.addKeys(Room.keyFor(device));
    }
    send.getHeaderBuilder().setTargeted(true);
    return send;
  }

  @Test
  void aTargetedMessageGoesToTheNamedDevicesOnlyAndOnce() {
    Send.Builder send = targeted(bob.device(1));
    send.getHeaderBuilder().setSilent(true);

    her.send(send);
    her.accepted();
    her.send(send);
    her.accepted();

    Socket laptop = bob.device(1).connect(relay);
    Deliver delivered = laptop.delivered();
    assertThat(delivered.getContent().toStringUtf8()).isEqualTo("hello");
    assertThat(delivered.getSilent()).isTrue();
    laptop.drained();
    laptop.silentAbout(FrameCase.DELIVER);
    assertThat(List.of(bob.device(), alice.device(1)))
        .allSatisfy(device -> assertThat(town.redis().xlen(device.streamKey())).isZero());
  }

  @Test
  void aTargetedMessageToOthersNamesThemAndNobodyElse() {
    Device stranger = town.person("Mallory", 1).device();

    her.send(targeted(bob.device(), stranger, alice.device()));

    Refused refused = her.refused();
    assertThat(refused.getReason()).isEqualTo(Refused.Reason.WRONG_DEVICES);
    assertThat(refused.getMissingList()).isEmpty();
    assertThat(refused.getExtraList())
        .extracting(DeviceRef::getDeviceId)
        .containsExactlyInAnyOrder(Ids.write(stranger.id()), Ids.write(alice.device().id()));
  }

  @Test
  void aTargetedMessageForNobodyIsMalformed() {
    her.send(targeted());

    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.MALFORMED);
  }

  @Test
  void aTargetedMessageIsHeldAgainstAllListsAsEveryOtherIs() {
    Send.Builder old = targeted(alice.device(1));
    bob.newDevice();
    her.send(old);
    Refused refused = her.refused();
    assertThat(refused.getMissingList()).isEmpty();
    assertThat(refused.getStaleList())
        .extracting(DeviceListVersion::getAccountId)
        .containsExactly(Ids.write(bob.id()));

    Send.Builder ahead = targeted(alice.device(1));
    ahead.getHeaderBuilder().setRoomVersion(room.version() + 1);
    her.send(ahead);
    assertThat(her.tryLater().getReason()).isEqualTo(TryLater.Reason.DIRECTORY_BEHIND);

    room.close();
    her.send(targeted(alice.device(1)));
    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.NOT_A_MEMBER);
  }

  @Test
  void aListTheSenderKnowsInAnOlderVersionIsStaleThoughItsDevicesAreRight() {
    Send.Builder old = message();
    Device tablet = bob.newDevice();
    bob.remove(tablet);

    her.send(old);

    Refused refused = her.refused();
    assertThat(refused.getReason()).isEqualTo(Refused.Reason.WRONG_DEVICES);
    assertThat(refused.getMissingList()).isEmpty();
    assertThat(refused.getStaleList())
        .containsExactly(
            DeviceListVersion.newBuilder()
                .setAccountId(Ids.write(bob.id()))
                .setVersion(bob.listVersion())
                .build());
  }

  @Test
  void aNewDeviceOfBobIsSeenAtOnce() {
    her.send(message());
    her.accepted();
    bob.newDevice();

    her.send(message());

    her.accepted();
  }

  @Test
  void aDeviceThatWasSignedOutMayNotWrite() {
    her.send(message());
    her.accepted();
    Device phone = alice.device();
    alice.remove(phone);
    town.redis()
        .publish(
            "dir:changed",
            "{\"topic\":\"DEVICES\",\"audience\":[\"%s\"],\"subject\":null,\"keys\":[\"dir:devices:{%s}\"]}"
                .formatted(alice.id(), alice.id()));
    her.next(FrameCase.DIRECTORY_CHANGED);

    her.send(room.message(phone, UUID.randomUUID(), "still here?"));

    assertThat(her.refused().getExtraList())
        .extracting(DeviceRef::getDeviceId)
        .contains(Ids.write(phone.id()));
  }

  @Test
  @DisplayName("[F-5] a sender who saw more than the relay is asked to wait")
  void aSenderWhoSawMoreThanTheRelayIsAskedToWait() {
    Send.Builder newerRoom = message();
    newerRoom.getHeaderBuilder().setRoomVersion(room.version() + 1);
    her.send(newerRoom);
    assertThat(her.tryLater().getReason()).isEqualTo(TryLater.Reason.DIRECTORY_BEHIND);

    Send.Builder newerList = message();
    newerList.getHeaderBuilder().getDeviceListsBuilder(1).setVersion(bob.listVersion() + 1);
    her.send(newerList);
    assertThat(her.tryLater().getReason()).isEqualTo(TryLater.Reason.DIRECTORY_BEHIND);
  }

  @Test
  void anIncompleteDirectoryNeverLooksLikeARefusal() {
    Send.Builder unknown = message();
    unknown.getHeaderBuilder().setRoomId(Ids.write(UUID.randomUUID())).setRoomVersion(0);
    town.redis().del("dir:complete");
    try {
      her.send(unknown);
      assertThat(her.tryLater().getReason()).isEqualTo(TryLater.Reason.DIRECTORY_BEHIND);
    } finally {
      town.redis().set("dir:complete", "1");
    }
  }

  @Test
  @DisplayName("[F-3] a message in many parts arrives whole")
  void aMessageInManyPartsArrivesWhole() {
    Send.Builder whole = message();
    SendHeader header = whole.getHeader();
    ByteString id = whole.getEnvelopeId();
    her.send(
        Send.newBuilder()
            .setEnvelopeId(id)
            .setHeader(header)
            .setContentChunk(ByteString.copyFromUtf8("one, ")));
    her.send(Send.newBuilder().setEnvelopeId(id).setContentChunk(ByteString.copyFromUtf8("two")));
    her.send(Send.newBuilder().setEnvelopeId(id).addAllKeys(whole.getKeysList().subList(0, 1)));
    her.send(
        Send.newBuilder()
            .setEnvelopeId(id)
            .addAllKeys(whole.getKeysList().subList(1, 3))
            .setCommit(true));
    her.accepted();

    Socket his = bob.device().connect(relay);
    assertThat(his.delivered().getContent().toStringUtf8()).isEqualTo("one, two");
  }

  @Test
  @DisplayName("[F-3] parts that break the rules are refused once")
  void partsThatBreakTheRulesAreRefusedOnceAndTheRestPassedOver() {
    Send.Builder large =
        room.message(alice.device(), UUID.randomUUID(), ByteString.copyFrom(new byte[40_000]));
    Send.Builder more =
        Send.newBuilder()
            .setEnvelopeId(large.getEnvelopeId())
            .setContentChunk(ByteString.copyFrom(new byte[40_000]));
    her.send(large.setCommit(false));
    her.send(more);
    her.send(more.clone().setCommit(true));
    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.TOO_LARGE);

    her.send(
        Send.newBuilder()
            .setEnvelopeId(Ids.write(UUID.randomUUID()))
            .setContentChunk(ByteString.copyFromUtf8("headless")));
    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.MALFORMED);
    her.silentAbout(FrameCase.REFUSED);
  }

  @Test
  void aNewMessageDropsTheUnfinishedOne() {
    Send.Builder dropped = message();
    her.send(dropped.clone().setCommit(false));
    her.send(message());
    her.accepted();

    her.send(dropped.clone().clearHeader());

    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.MALFORMED);
  }

  @Test
  void oneDeviceNamedTwiceIsMalformed() {
    Send.Builder send = message();

    her.send(send.addKeys(send.getKeys(0)));

    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.MALFORMED);
  }

  @Test
  @DisplayName("[F-5] [F-6] a repeated message is accepted again and arrives once")
  void aRepeatedMessageIsAcceptedAgainAndArrivesOnce() {
    Send.Builder send = message();
    her.send(send);
    her.accepted();
    her.send(send);
    her.accepted();

    Socket his = bob.device().connect(relay);
    his.delivered();
    his.drained();
    his.silentAbout(FrameCase.DELIVER);
  }

  @Test
  @DisplayName("[F-6] the same envelope with other content is a conflict")
  void theSameEnvelopeWithOtherContentIsAConflict() {
    Send.Builder send = message();
    her.send(send);
    her.accepted();

    her.send(send.setContentChunk(ByteString.copyFromUtf8("something else")));

    assertThat(her.refused().getReason()).isEqualTo(Refused.Reason.CONFLICT);
  }

  @Test
  void versionsOfPeopleOutsideTheRoomDoNotMatter() {
    Send.Builder send = message();
    send.getHeaderBuilder()
        .addDeviceLists(DeviceListVersion.newBuilder().setAccountId(Ids.write(UUID.randomUUID())));

    her.send(send);

    her.accepted();
    assertThat(List.of(bob.device(), bob.device(1)))
        .allSatisfy(device -> assertThat(town.redis().xlen(device.streamKey())).isOne());
  }
}
