package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentAddress;
import chat.tacet.client.protocol.content.ContentCipher;
import chat.tacet.contracts.relay.v1.Deliver;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Mail of a sender whose device list")
class InboxTest {

  private final Known carol = new Known();
  @TempDir private Path folder;
  private Desk desk;

  @BeforeEach
  void open() {
    desk = new Desk(folder);
    desk.befriends(carol, "carol");
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName("[F-10] does not exist is recorded and acknowledged: it blocks no other")
  void gone() {
    desk.refusals.put(carol.account(), new ServerRefusedException(404, "not-found", null));
    arrives(carol, roomWith(carol));

    assertThat(desk.acknowledged).hasSize(1);
    assertThat(desk.quarantine()).containsExactly("device-list-unavailable");
  }

  @Test
  @DisplayName("[F-10] could not be read for an answer that is none waits, and is not lost")
  void malformed() {
    desk.refusals.put(carol.account(), new AlarmException("answer-malformed"));
    arrives(carol, roomWith(carol));

    assertThat(desk.acknowledged).isEmpty();
    assertThat(desk.quarantine()).isEmpty();
    assertThat(desk.inbox.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("[F-10] cannot be asked for waits")
  void unreached() {
    desk.refusals.put(carol.account(), new NetworkException("no network here", null));
    arrives(carol, roomWith(carol));

    assertThat(desk.acknowledged).isEmpty();
  }

  @Test
  @DisplayName(
      "[C-13] does not name its device is shown as missing, and asked for: it may be kept back")
  void unlisted() {
    desk.publish(carol);
    desk.directory.refresh();
    arrives(carol, roomWith(carol), carol.device.id());
    DeviceId phone = carol.adds(desk.now());
    arrives(carol, roomWith(carol), phone);

    assertThat(desk.quarantine()).last().isEqualTo("device-unknown");
    assertThat(desk.acknowledged).hasSize(2);
    assertThat(desk.entries(roomWith(carol)))
        .last()
        .extracting(Entry::kind)
        .isEqualTo(Entry.Kind.REPAIRING);
    desk.later(1_000);
    desk.asking.askDue();
    desk.finish();
    assertThat(desk.requests()).as("to nobody yet").hasSize(1);

    desk.publish(carol);
    desk.lists.refresh(carol.account(), how -> {});
    desk.asking.askDue();
    desk.finish();
    assertThat(desk.requests()).as("at once, now that there is somebody").hasSize(2);
  }

  @Test
  @DisplayName("[C-13] names none of many devices that a relay makes up is asked for 32 of them")
  void madeUp() {
    desk.publish(carol);
    desk.directory.refresh();
    for (int i = 0; i < 40; i++) {
      arrives(carol, roomWith(carol), DeviceId.of(Desk.RANDOM.next(DeviceId.LENGTH)));
    }

    assertThat(desk.entries(roomWith(carol)))
        .filteredOn(entry -> entry.kind() == Entry.Kind.REPAIRING)
        .hasSize(32);
  }

  @Test
  @DisplayName("[C-18] nobody needs to see, since the room is not theirs, is not even asked for")
  void stranger() {
    desk.publish(carol);
    arrives(carol, desk.room);
    arrives(carol, RoomId.of(Desk.RANDOM.next(RoomId.LENGTH)));

    assertThat(desk.quarantine()).containsExactly("room-unknown", "room-unknown");
    assertThat(desk.acknowledged).hasSize(2);
    assertThat(desk.lists.of(carol.account())).isEmpty();
  }

  @Test
  @DisplayName("[C-13] waited is in when the mailbox was read to its end, and not at the welcome")
  void in() {
    desk.inbox.connectionChanged();
    assertThat(desk.inbox.isIn()).isFalse();
    arrives(carol, desk.room);
    assertThat(desk.inbox.isIn()).isFalse();
    desk.inbox.whenEmpty(() -> {});
    assertThat(desk.inbox.isIn()).isTrue();
    desk.inbox.connectionChanged();
    assertThat(desk.inbox.isIn()).isFalse();
  }

  @Test
  @DisplayName("[C-18] is an ended friend's is not asked for, unless the room has opened since")
  void closed() {
    desk.publish(carol);
    desk.closes(roomWith(carol));
    desk.directory.refresh();
    arrives(carol, roomWith(carol));
    assertThat(desk.quarantine()).containsExactly("room-unknown");
    assertThat(desk.lists.of(carol.account())).isEmpty();

    desk.opens(roomWith(carol));
    arrives(carol, roomWith(carol));
    assertThat(desk.quarantine()).hasSize(2).last().isNotEqualTo("room-unknown");
    assertThat(desk.acknowledged).hasSize(2);
  }

  @Test
  @DisplayName("[F-2] cannot even be named, since its ids are none, is acknowledged and dropped")
  void noIds() {
    desk.inbox.add(Deliver.newBuilder().setMailId(ByteString.copyFromUtf8("mail")).build());

    assertThat(desk.acknowledged).containsExactly(ByteString.copyFromUtf8("mail"));
    assertThat(desk.inbox.size()).isZero();
  }

  private RoomId roomWith(Known who) {
    return DirectRoom.of(desk.alice.account(), who.account());
  }

  private void arrives(Known who, RoomId room) {
    arrives(who, room, who.device.id());
  }

  private void arrives(Known who, RoomId room, DeviceId device) {
    EnvelopeId envelope = EnvelopeId.of(Desk.RANDOM.next(EnvelopeId.LENGTH));
    var address = new ContentAddress(room, who.account(), device, envelope);
    desk.inbox.add(
        Deliver.newBuilder()
            .setMailId(ByteString.copyFromUtf8("mail"))
            .setEnvelopeId(Ids.wire(envelope.value()))
            .setSenderAccountId(Ids.wire(who.account().value()))
            .setSenderDeviceId(Ids.wire(device.value()))
            .setRoomId(Ids.wire(room.value()))
            .setContent(
                Ids.wire(ContentCipher.seal(Secret.of(new byte[1]), address, Desk.RANDOM).body()))
            .build());
    desk.inbox.work();
    desk.inbox.work();
    desk.finish();
  }
}
