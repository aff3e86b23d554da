package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
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
    desk.inbox.add(
        Deliver.newBuilder()
            .setMailId(ByteString.copyFromUtf8("mail"))
            .setEnvelopeId(ByteString.copyFrom(Desk.RANDOM.next(EnvelopeId.LENGTH)))
            .setSenderAccountId(Ids.wire(who.account().value()))
            .setSenderDeviceId(Ids.wire(who.device.id().value()))
            .setRoomId(Ids.wire(room.value()))
            .build());
    desk.inbox.work();
    desk.inbox.work();
    desk.finish();
  }
}
