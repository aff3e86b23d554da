package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.tacet.client.engine.state.Due;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentBody.Receipt;
import chat.tacet.client.store.Draft;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What Bob says")
class FilingTest {

  @TempDir private Path directory;
  private Desk desk;

  @BeforeEach
  void open() {
    desk = new Desk(directory);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  @DisplayName(
      "[C-12] stands in the order of writing, in whichever order it came; a gap is told once")
  void order() {
    desk.bobSays(1, "one");
    desk.bobSays(4, "four");
    assertThat(desk.lines()).containsExactly("one", "[GAP]", "[GAP]", "four");
    desk.bobSays(3, "three");
    desk.bobSays(2, "two");

    assertThat(desk.lines()).containsExactly("one", "two", "three", "four");
    assertThat(gaps()).containsExactly(2L);
    assertThat(desk.requests()).isEmpty();
  }

  @Test
  @DisplayName("[C-12] keeps a place for the first 64 of a longer gap")
  void longGap() {
    desk.bobSays(101, "far");

    assertThat(desk.lines()).hasSize(66).endsWith("far");
    assertThat(gaps()).containsExactly(100L);
  }

  @Test
  @DisplayName("[C-12] goes to the end if its number is beyond the places, and counts as come")
  void beyondPlaces() {
    desk.bobSays(101, "far");
    desk.bobSays(80, "eighty");
    desk.bobSays(64, "last place");

    assertThat(desk.lines()).endsWith("last place", "[GAP]", "far", "eighty");
    assertThat(desk.entries().get(64).missing()).isEqualTo(35);
  }

  @Test
  @DisplayName("[C-12] and never came is given up when 16 younger gaps are open, and says so")
  void manyGaps() {
    for (long number = 2; number <= 36; number += 2) {
      desk.bobSays(number, "even");
    }

    assertThat(desk.lines().stream().filter("[LOST]"::equals)).hasSize(2);
    assertThat(desk.lines()).startsWith("[LOST]", "even", "[LOST]", "even", "[GAP]");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "[C-12] of groups has nothing to show here: it is counted, and closes its gap if late")
  void ofGroups(boolean silently) {
    desk.bobSays(2, "two");
    var update =
        new ContentBody.RoomUpdate(new ContentBody.RoomName("Hikers", "", Bytes.of(new byte[32])));
    MessageId id = MessageId.of(Desk.RANDOM.next(MessageId.LENGTH));
    desk.arrives(desk.bob, desk.room, 1, update, desk.state(), id, silently);
    desk.bobSays(3, "three");

    assertThat(desk.lines()).containsExactly("two", "three");
    assertThat(desk.requests()).isEmpty();
  }

  @Test
  @DisplayName("[C-12] counts from where it came in, if this account had other devices before")
  void laterDevice() {
    desk.alice.signsAnotherList();
    desk.publish(desk.alice);
    desk.lists.refresh(desk.alice.account(), how -> {});

    desk.bobSays(7, "seven");
    desk.bobSays(9, "nine");

    assertThat(desk.lines()).containsExactly("seven", "[GAP]", "nine");
  }

  @Test
  @DisplayName(
      "[C-12] is shown once under whichever envelope, and its receipts name every id of it")
  void duplicate() {
    MessageId first = desk.bobSays(1, "one");
    MessageId second = desk.bobSays(1, "one");

    assertThat(desk.lines()).containsExactly("one");
    assertThat(due().delivered()).containsExactly(first);
    new Heard(desk.round, desk.thread).handled(1, desk.receipts);
    assertThat(due().read()).containsExactly(first, second);
  }

  @Test
  @DisplayName("[C-12] is shown and told if it says something else under a number that was used")
  void restored() {
    desk.bobSays(1, "one");
    desk.bobSays(1, "another");

    assertThat(desk.lines()).containsExactly("one", "[ALARM profile-restored]", "another");
    assertThat(desk.alarmCodes()).containsExactly("profile-restored");
  }

  @Test
  @DisplayName("[C-10] is changed or taken back by Bob alone")
  void edits() {
    MessageId one = desk.bobSays(1, "one");
    MessageId two = desk.bobSays(2, "two");
    desk.says(desk.bob, 3, new ContentBody.Edit(one, "ONE"), desk.state());
    desk.says(desk.bob, 4, new ContentBody.Delete(two), desk.state());
    desk.says(desk.alice, 1, new ContentBody.Delete(one), desk.state());
    desk.says(desk.alice, 2, new ContentBody.Edit(two, "TWO"), desk.state());

    assertThat(desk.lines()).containsExactly("ONE", "[DELETED]");
  }

  @Test
  @DisplayName("about messages of Alice raises their state, and never lowers it")
  void receipts() {
    MessageId mine = alices("hello");
    desk.says(desk.bob, 1, new Receipt(Receipt.Kind.READ, List.of(mine)), desk.state());
    desk.says(desk.bob, 2, new Receipt(Receipt.Kind.DELIVERED, List.of(mine)), desk.state());

    assertThat(stateOf(0)).isEqualTo(MessageState.READ);
  }

  @Test
  @DisplayName("about messages of Alice counts only from Bob, and only about hers")
  void foreignReceipts() {
    MessageId mine = alices("hello");
    MessageId his = desk.bobSays(1, "hi");
    desk.says(desk.alice, 9, new Receipt(Receipt.Kind.READ, List.of(mine)), desk.state());
    desk.says(desk.bob, 2, new Receipt(Receipt.Kind.READ, List.of(his)), desk.state());

    assertThat(stateOf(0)).isEqualTo(MessageState.SENT);
    assertThat(stateOf(1)).isEqualTo(MessageState.RECEIVED);
  }

  @Test
  @DisplayName("[C-6] in a room that is not his is refused before anything is changed")
  void foreignRoom() {
    var mallory = new Known();

    assertThatThrownBy(() -> desk.says(mallory, 1, new ContentBody.Text("hi", null), desk.state()))
        .isInstanceOf(RefusedException.class)
        .hasMessage("content-room");
    assertThat(desk.lines()).isEmpty();
  }

  @Test
  @DisplayName("[C-17] that only a newer client can read is kept as it came, every field of it")
  void future() {
    byte[] received = future(1, "from the future");
    arrives(received, false);

    assertThat(desk.lines()).containsExactly("[TOO_NEW]");
    assertThat(Base64.getDecoder().decode(desk.entries().getFirst().text())).isEqualTo(received);
    assertThat(due().delivered()).hasSize(1);
  }

  @Test
  @DisplayName("[C-17] that only a newer client can read takes its place in a gap")
  void futureInGap() {
    desk.bobSays(2, "two");
    arrives(future(1, "one"), false);

    assertThat(desk.lines()).containsExactly("[TOO_NEW]", "two");
  }

  @Test
  @DisplayName("[C-17] silently, and that only a newer client can read, is counted and not shown")
  void silentFuture() {
    arrives(future(1, "nothing to show"), true);
    desk.bobSays(2, "two");

    assertThat(desk.lines()).containsExactly("two");
  }

  @Test
  @DisplayName("[C-12] under one number and of two futures is two contents")
  void twoFutures() {
    arrives(future(1, "one"), false);
    arrives(future(1, "another"), false);

    assertThat(desk.alarmCodes()).containsExactly("profile-restored");
  }

  /** A content whose body is a field 99. */
  private byte[] future(long number, String says) {
    var state = chat.tacet.contracts.content.v1.RoomState.newBuilder().setRoomVersion(1);
    byte[] known =
        chat.tacet.contracts.content.v1.Content.newBuilder()
            .setFormat(1)
            .setRoomId(Ids.wire(desk.room.value()))
            .setSentAtMs(1)
            .setCounter(number)
            .setRoomState(state)
            .build()
            .toByteArray();
    var unknown =
        UnknownFieldSet.newBuilder()
            .addField(
                99,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8(says))
                    .build())
            .build();
    // Before what is known, so that writing it anew would be another order.
    return ByteString.copyFrom(unknown.toByteArray())
        .concat(ByteString.copyFrom(known))
        .toByteArray();
  }

  private void arrives(byte[] received, boolean silently) {
    Secret encoded = Secret.of(received);
    desk.comes(
        desk.delivered(desk.bob, silently),
        desk.bob,
        Content.decode(encoded, desk.room),
        encoded,
        Desk.key(MessageId.of(Desk.RANDOM.next(MessageId.LENGTH))));
  }

  @Test
  @DisplayName("[C-12] under the message id of somebody else's is no duplicate of it")
  void squatted() {
    var carol = new Known();
    RoomId hers = DirectRoom.of(desk.alice.account(), carol.account());
    desk.befriends(carol, "carol");
    desk.directory.refresh();
    MessageId id = desk.bobSays(1, "Bob's");
    desk.arrives(carol, hers, 1, new ContentBody.Text("Carol's", null), desk.state(), id, false);

    assertThat(linesOf(hers)).containsExactly("Carol's");
    assertThat(desk.lines()).containsExactly("Bob's");
  }

  @Test
  @DisplayName("[C-12] about a message of another room changes nothing there")
  void otherRoom() {
    var carol = new Known();
    RoomId hers = DirectRoom.of(desk.alice.account(), carol.account());
    desk.befriends(carol, "carol");
    desk.directory.refresh();
    MessageId forBob = alices("for Bob");
    desk.arrives(
        carol,
        hers,
        1,
        new Receipt(Receipt.Kind.READ, List.of(forBob)),
        desk.state(),
        MessageId.of(Desk.RANDOM.next(MessageId.LENGTH)),
        true);

    assertThat(stateOf(0)).isEqualTo(MessageState.SENT);
  }

  private List<String> linesOf(RoomId room) {
    return desk.entries(room).stream().map(Entry::text).toList();
  }

  private MessageId alices(String text) {
    MessageId id = MessageId.of(Desk.RANDOM.next(MessageId.LENGTH));
    desk.talk()
        .append(
            desk.round.draft(),
            Entry.text(
                desk.room,
                desk.alice.account(),
                desk.alice.device.id(),
                1,
                MessageState.SENT,
                id,
                null,
                text));
    desk.finish();
    return id;
  }

  private MessageState stateOf(long index) {
    Draft draft = desk.round.draft();
    return draft
        .read(
            chat.tacet.client.store.Table.MESSAGES, Entry.key(draft, desk.room, index), Entry.FORM)
        .orElseThrow()
        .state();
  }

  private Due due() {
    return Due.of(desk.round.draft(), desk.room);
  }

  private List<Long> gaps() {
    return desk.told.stream()
        .filter(Happening.Noted.class::isInstance)
        .map(happening -> ((Happening.Noted) happening).entry())
        .filter(entry -> entry.kind() == Entry.Kind.GAP)
        .map(Entry::missing)
        .toList();
  }
}
