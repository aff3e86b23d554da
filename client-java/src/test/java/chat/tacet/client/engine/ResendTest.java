package chat.tacet.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.client.engine.state.Ask;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Peer;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.SentContent;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.Refusal.Verification;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.content.ContentKey;
import chat.tacet.client.protocol.content.ContentSecret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What could not be read")
class ResendTest {

  private static final long SECOND = 1_000;
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();

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

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "RATCHET_SESSION_UNKNOWN, true, [REPAIRING]",
    "PREKEY_GONE, true, [REPAIRING]",
    "MESSAGE_GAP, true, [REPAIRING]",
    "TAG_MISMATCH, true, [REPAIRING]",
    "HANDSHAKE_TRANSCRIPT, true, [REPAIRING]",
    "RATCHET_KEY_UNEXPECTED, true, [REPAIRING]",
    "POST_QUANTUM_EPOCH, true, [REPAIRING]",
    "POST_QUANTUM_UNEXPECTED, true, [REPAIRING]",
    "KEM_KEY_INVALID, true, [REPAIRING]",
    "AGREEMENT_ZERO, true, [REPAIRING]",
    "MESSAGE_KEY_GONE, false, [REPAIRING]",
    "REPLAY_MEMORY_FULL, false, [LOST]",
    "GENERATION_JUMP, false, [LOST]",
    "HANDSHAKE_REPLAYED, true, [REPAIRING]"
  })
  @DisplayName("is repaired, asked for and shown as the table of error codes says")
  void codes(String code, boolean repaired, String line) {
    Sealed sealed = Sealed.by(desk, false);
    desk.unopened.refused(sealed.delivered(), desk.bobsDevice(), refusal(code));
    desk.finish();
    desk.later(SECOND);
    desk.asking.askDue();
    desk.finish();

    assertThat(desk.lines()).containsExactly(line);
    assertThat(peer().failing() != null).isEqualTo(repaired);
    assertThat(desk.requests().stream().flatMap(r -> r.messages().stream()))
        .isEqualTo(line.equals("[REPAIRING]") ? List.of(sealed.id()) : List.of());
  }

  @Test
  @DisplayName("[H-9] for a replay of what is shown already says nothing new, and asks for nothing")
  void replayed() {
    Sealed sealed = Sealed.by(desk, false);
    desk.arrives(desk.bob, 1, new ContentBody.Text("shown", null), desk.state(), sealed.id());
    desk.unopened.refused(sealed.delivered(), desk.bobsDevice(), Verification.HANDSHAKE_REPLAYED);
    desk.finish();

    assertThat(asks(SECOND)).isZero();
    assertThat(desk.lines()).containsExactly("shown");
    assertThat(peer().failing()).isNotNull();
  }

  @Test
  @DisplayName("[C-12] and left out sixty-four numbers, or many more, sets one timer for them all")
  void timers() {
    int before = desk.thread.timers();
    for (long number = 1; number <= Limits.MAX_ASKS_PER_DEVICE + 64; number++) {
      boolean taken = desk.asking.ask(desk.room, desk.bobsAddress(), number, number);
      assertThat(taken).isEqualTo(number <= Limits.MAX_ASKS_PER_DEVICE);
    }

    assertThat(desk.thread.timers()).isEqualTo(before + 1);
  }

  @Test
  @DisplayName("and was silent is repaired without a word")
  void silent() {
    desk.unopened.refused(
        Sealed.by(desk, true).delivered(), desk.bobsDevice(), Verification.TAG_MISMATCH);
    desk.finish();
    desk.later(HOUR);
    desk.asking.askDue();
    desk.finish();

    assertThat(desk.lines()).isEmpty();
    assertThat(peer().failing()).isNotNull();
    assertThat(desk.requests()).isEmpty();
  }

  @Test
  @DisplayName("[C-13] and was silent and blank is asked for without a word: a name that changed")
  void silentBlank() {
    MessageId rename = silentlyBlank();
    assertThat(asks(SECOND)).isEqualTo(1);
    assertThat(desk.requests().getFirst().messages()).containsExactly(rename);
    assertThat(desk.lines()).isEmpty();

    var name = new ContentBody.RoomName("Rowing", "", Bytes.of(new byte[32]));
    desk.arrives(desk.bob, 1, new ContentBody.RoomUpdate(name), desk.state(), rename);
    desk.bobSays(2, "two");
    assertThat(asks(7 * HOUR)).as("it came").isEqualTo(1);
    assertThat(desk.lines()).as("and nothing is missing").containsExactly("two");
  }

  @Test
  @DisplayName("[C-13] and was silent takes the place of nothing that somebody waits for")
  void silentBlanks() {
    for (int receipt = 0; receipt < 300; receipt++) {
      silentlyBlank();
    }
    MessageId text = unreadable();
    asks(SECOND);
    assertThat(desk.requests().stream().flatMap(r -> r.messages().stream()))
        .hasSize(Limits.MAX_SILENT_ASKS_PER_DEVICE + 1)
        .contains(text);

    asks(7 * HOUR);
    asks(HOUR);
    asks(25 * HOUR);
    assertThat(desk.lines()).containsExactly("[LOST]");
  }

  @Test
  @DisplayName("[C-13] and was silent is not asked for where as many messages are")
  void silentBehindMessages() {
    for (int text = 0; text < Limits.MAX_SILENT_ASKS_PER_DEVICE; text++) {
      unreadable();
    }
    MessageId receipt = silentlyBlank();
    asks(SECOND);
    assertThat(desk.requests().stream().flatMap(r -> r.messages().stream()))
        .hasSize(Limits.MAX_SILENT_ASKS_PER_DEVICE)
        .doesNotContain(receipt);
  }

  private MessageId silentlyBlank() {
    Sealed sealed = Sealed.by(desk, true);
    desk.unopened.refused(
        sealed.delivered(), desk.bobsDevice(), Validation.RATCHET_SESSION_UNKNOWN);
    desk.finish();
    return sealed.id();
  }

  @Test
  @DisplayName(
      "[C-13] is asked for when the mail is in, after 10 minutes and 6 hours, and then given up")
  void asking() {
    desk.mailIsIn(false);
    MessageId id = unreadable();
    assertThat(asks(SECOND)).isZero();
    desk.mailIsIn(true);
    assertThat(asks(0)).isEqualTo(1);
    assertThat(asks(9 * MINUTE)).isEqualTo(1);
    assertThat(asks(MINUTE)).isEqualTo(2);
    assertThat(asks(5 * HOUR)).isEqualTo(2);
    assertThat(asks(HOUR)).isEqualTo(3);
    assertThat(asks(23 * HOUR)).isEqualTo(3);
    assertThat(desk.lines()).containsExactly("[REPAIRING]");
    assertThat(asks(2 * HOUR)).isEqualTo(3);
    assertThat(desk.lines()).containsExactly("[LOST]");

    desk.arrives(desk.bob, 1, new ContentBody.Text("at last", null), desk.state(), id);
    assertThat(desk.lines()).as("[C-15] also after it was given up").containsExactly("at last");
  }

  @Test
  @DisplayName("[C-13] by its number only is given up as well, and comes all the same if it comes")
  void gapGivenUp() {
    desk.bobSays(2, "two");
    asks(10 * SECOND);
    asks(10 * MINUTE);
    asks(6 * HOUR);
    assertThat(desk.lines()).containsExactly("[GAP]", "two");
    asks(24 * HOUR);
    assertThat(desk.lines()).containsExactly("[LOST]", "two");

    desk.bobSays(1, "one");
    assertThat(desk.lines()).containsExactly("one", "two");
  }

  @Test
  @DisplayName("[C-13] is asked for again no sooner than ten minutes after, however late that was")
  void apart() {
    unreadable();
    assertThat(asks(SECOND)).isEqualTo(1);
    assertThat(asks(7 * HOUR)).isEqualTo(2);
    assertThat(asks(9 * MINUTE)).isEqualTo(2);
    assertThat(asks(MINUTE)).isEqualTo(3);
  }

  @Test
  @DisplayName("[C-13] in a closed room is asked for when it opens, or given up after 45 days")
  void closedRoom() {
    unreadable();
    desk.closes(desk.room);
    desk.directory.refresh();
    assertThat(asks(SECOND)).isZero();
    assertThat(asks(HOUR)).isZero();
    desk.opens(desk.room);
    desk.directory.refresh();
    assertThat(asks(0)).isEqualTo(1);

    desk.closes(desk.room);
    desk.directory.refresh();
    assertThat(asks(Limits.RESEND_MAX_AGE_MS - 2 * HOUR)).isEqualTo(1);
    assertThat(desk.lines()).containsExactly("[REPAIRING]");
    assertThat(asks(2 * HOUR)).isEqualTo(1);
    assertThat(desk.lines()).containsExactly("[LOST]");
  }

  @Test
  @DisplayName("[C-13] from another device of this account is asked for without a word")
  void ownDevice() {
    Sealed sealed = Sealed.by(desk, desk.alice, false);
    desk.unopened.refused(sealed.delivered(), desk.alice.theirs(), Verification.TAG_MISMATCH);
    desk.finish();

    assertThat(asks(SECOND)).isEqualTo(1);
    assertThat(desk.lines()).isEmpty();
    desk.says(desk.alice, 9, new ContentBody.Text("hers", null), desk.state());
    assertThat(desk.lines()).as("nor told what she left out").containsExactly("hers");
    desk.asking.load();
    assertThat(asks(10 * MINUTE)).as("also after a restart").isEqualTo(2);
  }

  @Test
  @DisplayName("[C-13] from another device is read as older stores have it")
  void olderStore() {
    MessageId id = MessageId.of(Desk.RANDOM.next(MessageId.LENGTH));
    new Ask(desk.room, desk.bobsAddress(), id, 0, Long.MAX_VALUE, desk.now(), 0, 0, 0)
        .put(desk.round.draft());

    assertThat(Ask.of(desk.round.draft(), desk.room, desk.bobsAddress(), id).orElseThrow().entry())
        .isEqualTo(Ask.NOWHERE);
  }

  @Test
  @DisplayName("[C-15] and is of an unknown format when it comes again is shown in its place")
  void resentFuture() {
    Sealed sealed = Sealed.by(desk, false);
    desk.unopened.refused(sealed.delivered(), desk.bobsDevice(), Verification.TAG_MISMATCH);
    future(true, Desk.key(sealed.id()).resent(sealed.delivered().envelope()));
    assertThat(desk.lines()).containsExactly("[TOO_NEW]");
    assertThat(asks(SECOND)).isZero();

    future(true, Desk.key(MessageId.of(Desk.RANDOM.next(MessageId.LENGTH))));
    assertThat(desk.lines()).as("[C-17] silent from the start").containsExactly("[TOO_NEW]");
    desk.bobSays(3, "three");
    assertThat(desk.lines()).as("each stands for a number").containsExactly("[TOO_NEW]", "three");
  }

  private void future(boolean silent, ContentKey key) {
    desk.unopened.contentRefused(
        desk.delivered(desk.bob, silent),
        new Refusal.Codec("content", Refusal.Codec.Fault.VERSION),
        key,
        Secret.of(new byte[] {9}));
    desk.finish();
  }

  @Test
  @DisplayName("[C-6] because its body does not hold is asked for, and no session is mended for it")
  void bodyTag() {
    Sealed sealed = Sealed.by(desk, false);
    desk.unopened.contentRefused(
        sealed.delivered(), Verification.TAG_MISMATCH, Desk.key(sealed.id()), null);
    desk.finish();

    assertThat(asks(SECOND)).isEqualTo(1);
    assertThat(desk.lines()).containsExactly("[REPAIRING]");
    assertThat(peer().failing()).isNull();
  }

  @Test
  @DisplayName("[C-12] under an id that names somebody else's message leaves that one its place")
  void foreignId() {
    MessageId his = desk.bobSays(1, "Bob's");
    var carol = new Known();
    desk.befriends(carol, "carol");
    desk.directory.refresh();
    RoomId hers = DirectRoom.of(desk.alice.account(), carol.account());
    desk.unopened.contentRefused(
        desk.delivered(carol, hers, false), Verification.CONTENT_COMMITMENT, Desk.key(his), null);
    desk.finish();

    assertThat(desk.entries(hers)).hasSize(1);
    assertThat(Place.of(desk.round.draft(), his).orElseThrow().room()).isEqualTo(desk.room);
  }

  @Test
  @DisplayName("[C-14] is sent again also if the request came before anybody knew the rooms")
  void atStart() {
    MessageId id = alices(1);
    desk.restartsDirectory();
    desk.says(desk.bob, 0, new ContentBody.ResendRequest(List.of(id), List.of()), desk.state());

    assertThat(answers()).hasSize(1);
  }

  @Test
  @DisplayName("[C-14] is sent to one device 256 times an hour at most, whenever the engine began")
  void withinTheHour() {
    for (long number = 1; number <= 300; number++) {
      alices(number);
    }
    asksForNumbers(1, 64);
    asksForNumbers(65, 128);
    desk.restartsAnswering();
    asksForNumbers(129, 192);
    asksForNumbers(193, 256);
    asksForNumbers(257, 300);
    assertThat(answers()).hasSize(Limits.MAX_RESENDS_PER_HOUR);

    desk.later(HOUR + 1);
    asksForNumbers(257, 300);
    assertThat(answers()).hasSize(300);
  }

  private void asksForNumbers(long from, long to) {
    desk.says(
        desk.bob,
        0,
        new ContentBody.ResendRequest(List.of(), LongStream.rangeClosed(from, to).boxed().toList()),
        desk.state());
  }

  @Test
  @DisplayName("[C-13] by its number only is asked for after ten seconds: it may be late")
  void numbers() {
    desk.bobSays(3, "three");
    assertThat(asks(9 * SECOND)).isZero();
    assertThat(asks(SECOND)).isEqualTo(1);
    assertThat(desk.requests().getFirst().numbers()).containsExactly(1L, 2L);
  }

  @Test
  @DisplayName("[C-13] is asked for together, and no more once it came")
  void together() {
    MessageId first = unreadable();
    MessageId second = unreadable();
    MessageId third = unreadable();
    desk.arrives(desk.bob, 1, new ContentBody.Text("here", null), desk.state(), second);

    assertThat(asks(SECOND)).isEqualTo(1);
    assertThat(desk.requests().getFirst().messages()).containsExactlyInAnyOrder(first, third);
    assertThat(desk.lines()).containsExactly("[REPAIRING]", "here", "[REPAIRING]");
  }

  @Test
  @DisplayName("[C-14] is sent again at most three times, to a device that it was sealed for")
  void answering() {
    MessageId id = alices(1);
    for (int time = 0; time < 5; time++) {
      desk.says(desk.bob, 0, new ContentBody.ResendRequest(List.of(id), List.of()), desk.state());
    }

    assertThat(answers()).hasSize(Limits.MAX_RESENDS);
    assertThat(answers()).allMatch(answer -> desk.bobsAddress().equals(answer.target()));
    assertThat(answers()).allMatch(Outgoing::isSilent);
  }

  @Test
  @DisplayName("[C-14] may be asked for by its number")
  void answeringNumbers() {
    alices(1);
    MessageId second = alices(2);
    desk.says(desk.bob, 0, new ContentBody.ResendRequest(List.of(), List.of(2L, 3L)), desk.state());

    assertThat(answers().stream().map(Outgoing::answers)).containsExactly(second);
  }

  @Test
  @DisplayName("[C-14] is not sent after 45 days, nor under another identity")
  void refused() {
    MessageId old = alices(1);
    desk.later(Limits.RESEND_MAX_AGE_MS + 1);
    desk.says(desk.bob, 0, new ContentBody.ResendRequest(List.of(old), List.of()), desk.state());
    MessageId fresh = alices(2);
    desk.bob.isReplaced();
    desk.publish(desk.bob);
    desk.lists.refresh(desk.bob.account(), how -> {});
    desk.says(desk.bob, 0, new ContentBody.ResendRequest(List.of(fresh), List.of()), desk.state());

    assertThat(answers()).isEmpty();
  }

  /** How many requests there are after that long. */
  private int asks(long after) {
    desk.later(after);
    desk.asking.askDue();
    desk.finish();
    return desk.requests().size();
  }

  private MessageId unreadable() {
    return Sealed.arrives(desk);
  }

  private MessageId alices(long number) {
    MessageId id = MessageId.of(Desk.RANDOM.next(MessageId.LENGTH));
    EnvelopeId envelope = EnvelopeId.of(Desk.RANDOM.next(EnvelopeId.LENGTH));
    new SentContent(
            desk.room,
            number,
            desk.now(),
            envelope,
            Bytes.of(new byte[300]),
            new ContentKey(new ContentSecret(Secret.of(new byte[32])), id),
            List.of(SentContent.Recipient.of(desk.bobsDevice())))
        .put(desk.round.draft());
    desk.finish();
    return id;
  }

  private List<Outgoing> answers() {
    return desk.waiting().stream().filter(outgoing -> outgoing.answers() != null).toList();
  }

  private Peer peer() {
    return Peer.of(desk.round.draft(), desk.alice.device, desk.bobsDevice());
  }

  private static Refusal refusal(String code) {
    for (Validation validation : Validation.values()) {
      if (validation.name().equals(code)) {
        return validation;
      }
    }
    return Verification.valueOf(code);
  }
}
