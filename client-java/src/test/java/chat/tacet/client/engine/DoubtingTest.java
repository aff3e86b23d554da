package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Doubts;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.failure.NetworkException;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.content.RoomState.DeviceListHead;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("[C-16] Lists of which two truths are told")
class DoubtingTest {

  private static final long MINUTE = 60_000;

  @TempDir private Path directory;
  private Desk desk;
  private long number;

  @BeforeEach
  void open() {
    desk = new Desk(directory);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName("are an alarm, told once, beside the message that told it")
  void forked() {
    bobTells(desk.alice.head(), other(desk.bob.head()));
    bobTells(desk.alice.head(), other(desk.bob.head()));

    assertThat(desk.lines()).containsExactly("said", "[ALARM device-list-forked]", "said");
    assertThat(desk.alarmCodes()).containsExactly("device-list-forked");
    assertThat(doubts().stand()).isTrue();
  }

  @Test
  @DisplayName("are one truth again when the same device tells of one that holds")
  void settled() {
    bobTells(other(desk.alice.head()), desk.bob.head());
    bobTells(desk.alice.head(), desk.bob.head());

    assertThat(doubts().stand()).isFalse();
  }

  @Test
  @DisplayName("and of which the service shows an older one are withheld")
  void withheld() {
    desk.bob.signsAnotherList();
    bobTells(desk.alice.head(), desk.bob.head());

    assertThat(desk.alarmCodes()).containsExactly("device-list-withheld");
    assertThat(doubts().stand()).isTrue();
    desk.publish(desk.bob);
    desk.later(MINUTE);
    desk.doubting.ask(desk.room, inDoubt -> assertThat(inDoubt).isFalse());
    assertThat(doubts().stand()).isFalse();
  }

  @Test
  @DisplayName("and about which the service says nothing keep everything from being encrypted")
  void unanswered() {
    desk.bundles = desk.bob::bundle;
    desk.bob.signsAnotherList();
    desk.silent.add(desk.bob.account());
    bobTells(desk.alice.head(), desk.bob.head());

    assertThat(desk.alarmCodes()).isEmpty();
    assertThat(doubts().stand()).isTrue();
    assertThat(aliceCanWrite()).isFalse();

    Doubting restarted =
        new Doubting(desk.me, desk.round, desk.thread, desk.restartedLists(), desk.alarms);
    desk.silent.clear();
    restarted.load();
    desk.finish();
    assertThat(desk.alarmCodes())
        .as("what was not asked before the end is asked after the start")
        .containsExactly("device-list-withheld");
  }

  @Test
  @DisplayName("and that cannot be asked for are asked for until they are, and told once")
  void unreached() {
    desk.bob.signsAnotherList();
    desk.refusals.put(desk.bob.account(), new NetworkException("no network here", null));
    bobTells(desk.alice.head(), desk.bob.head());
    bobTells(desk.alice.head(), desk.bob.head());
    assertThat(desk.alarmCodes()).isEmpty();
    assertThat(doubts().stand()).isTrue();

    desk.refusals.clear();
    desk.doubting.ask(desk.room, inDoubt -> assertThat(inDoubt).isTrue());
    desk.doubting.ask(desk.room, inDoubt -> assertThat(inDoubt).isTrue());
    desk.finish();
    assertThat(desk.alarmCodes()).containsExactly("device-list-withheld");

    desk.publish(desk.bob);
    desk.doubting.ask(desk.room, inDoubt -> assertThat(inDoubt).isFalse());
  }

  private boolean aliceCanWrite() {
    desk.aliceWrites("held");
    desk.outbox.work();
    desk.finish();
    return desk.waiting().stream().anyMatch(outgoing -> outgoing.finished() != null)
        || !desk.sent.isEmpty();
  }

  @Test
  @DisplayName("are no alarm when there is only news")
  void news() {
    desk.bob.signsAnotherList();
    desk.publish(desk.bob);
    bobTells(desk.alice.head(), desk.bob.head());

    assertThat(desk.alarmCodes()).isEmpty();
    assertThat(desk.listsOf(desk.bob).newest().version()).isEqualTo(2);
  }

  @Test
  @DisplayName("keep what is written from being encrypted until they are settled")
  void outbox() {
    bobTells(other(desk.alice.head()), desk.bob.head());
    desk.directory.refresh();
    desk.aliceWrites("waits");
    desk.outbox.work();
    desk.finish();

    assertThat(desk.sent).isEmpty();
    assertThat(desk.waiting()).extracting(Outgoing::finished).containsOnlyNulls();
    assertThat(desk.stateOf("waits")).isEqualTo(MessageState.SENDING);
  }

  @Test
  @DisplayName("hold nothing back in a conversation that is closed: it is given up")
  void closed() {
    bobTells(other(desk.alice.head()), desk.bob.head());
    desk.aliceWrites("waits");
    desk.closes(desk.room);
    desk.directory.refresh();
    desk.outbox.work();
    desk.finish();

    assertThat(doubts().stand()).isTrue();
    assertThat(desk.waiting()).isEmpty();
    assertThat(desk.stateOf("waits")).isEqualTo(MessageState.FAILED);
  }

  @Test
  @DisplayName("count only of people who are in the room")
  void strangers() {
    Known carol = new Known();
    bobTells(desk.alice.head(), other(carol.head()));

    assertThat(desk.alarmCodes()).isEmpty();
  }

  @Test
  @DisplayName("[I-9] under a new identity keep what was written before from being sent")
  void replaced() {
    desk.aliceWrites("for the old Bob");
    desk.bob.isReplaced();
    desk.publish(desk.bob);
    desk.lists.refresh(desk.bob.account(), how -> {});
    desk.finish();

    assertThat(desk.lines()).containsExactly("for the old Bob", "[ALARM identity-replaced]");
    assertThat(desk.stateOf("for the old Bob")).isEqualTo(MessageState.FAILED);
    assertThat(desk.waiting()).isEmpty();
  }

  @Test
  @DisplayName("[I-6] of the service's own making are refused, told once, and stop the sending")
  void refused() {
    Bytes first = desk.bob.signed.getFirst();
    desk.bob.signsAnotherList();
    Known impostor = new Known();
    desk.service.put(desk.bob.account(), List.of(first, impostor.signed.getFirst()));
    desk.lists.refresh(desk.bob.account(), how -> {});
    desk.lists.refresh(desk.bob.account(), how -> {});
    desk.finish();

    assertThat(desk.alarmCodes()).hasSize(1);
    assertThat(desk.listsOf(desk.bob).newest().version()).isEqualTo(1);
    desk.publish(desk.bob);
    desk.lists.refresh(desk.bob.account(), how -> {});
    assertThat(desk.listsOf(desk.bob).newest().version()).isEqualTo(2);
    assertThat(doubts().stand()).isFalse();
  }

  private void bobTells(DeviceListHead... heads) {
    desk.says(
        desk.bob,
        ++number,
        new ContentBody.Text("said", null),
        new RoomState(1, null, List.of(heads)));
  }

  private static DeviceListHead other(DeviceListHead head) {
    return new DeviceListHead(head.account(), head.version(), Bytes.of(Desk.RANDOM.next(32)));
  }

  private Doubts doubts() {
    return Doubts.of(desk.round.draft(), desk.room);
  }
}
