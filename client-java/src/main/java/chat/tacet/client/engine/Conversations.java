package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.SendKey;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.failure.OutboxFullException;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.identity.SafetyNumber;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is said, for the program. Safe for any thread but the engine's. */
public final class Conversations {

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final EngineThread engine;
  private final Outbox outbox;
  private final Promises promises;
  private final Directory directory;
  private final DeviceLists lists;

  Conversations(
      Me me,
      Setup setup,
      Round round,
      EngineThread engine,
      Outbox outbox,
      Promises promises,
      Directory directory,
      DeviceLists lists) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.engine = engine;
    this.outbox = outbox;
    this.promises = promises;
    this.directory = directory;
    this.lists = lists;
  }

  /**
   * A message that is in the store and goes out by itself.
   *
   * @param accepted completed when the relay has it; fails if it never will
   */
  public record Sending(Entry entry, CompletableFuture<Entry> accepted) {}

  public List<Talk> all() {
    return engine.call(answer -> answer.complete(Talk.all(round.vault())));
  }

  /** The conversation with who has that username; refuses to choose between several. */
  public Optional<Talk> named(String username) {
    return named(all(), username);
  }

  static Optional<Talk> named(List<Talk> all, String username) {
    List<Talk> found =
        all.stream().filter(talk -> talk.person().username().equalsIgnoreCase(username)).toList();
    if (found.size() > 1) {
      // A name that was used again, or a server that poses as somebody: only a person can tell.
      throw new UsageException("several people have that name: choose among the conversations");
    }
    return found.stream().findFirst();
  }

  public Optional<Talk> find(RoomId room) {
    return engine.call(answer -> answer.complete(Talk.of(round.draft(), room)));
  }

  /** Entries before that index, newest first. */
  public List<Entry> entries(RoomId room, long before, int limit) {
    return engine.call(answer -> {
      Draft draft = round.draft();
      Bytes prefix = Entry.prefix(draft, room);
      Bytes from = before == Long.MAX_VALUE ? Bytes.EMPTY : Entry.key(draft, room, before);
      answer.complete(
          round.vault().scan(Table.MESSAGES, prefix, from, Vault.Order.DESCENDING, limit).stream()
              .map(row -> Draft.Form.read(Entry.FORM, Table.MESSAGES, row.record()))
              .toList());
    });
  }

  /**
   * Stores a text to be sent, and returns when it is on the disk.
   *
   * @param key of the program's choice: the same key sends once, within 60 days
   */
  public Sending send(RoomId room, String text, @Nullable MessageId replyTo, @Nullable String key) {
    ContentBody body;
    try {
      body = new ContentBody.Text(text, replyTo);
    } catch (RefusedException refused) {
      throw new UsageException("this text cannot be sent: " + refused.code());
    }
    return engine.call(answer -> send(room, text, replyTo, key, body, answer));
  }

  private void send(
      RoomId room,
      String text,
      @Nullable MessageId replyTo,
      @Nullable String key,
      ContentBody body,
      CompletableFuture<Sending> answer) {
    Draft draft = round.draft();
    Optional<Entry> before = key == null ? Optional.empty() : sentBefore(draft, key);
    if (before.isPresent()) {
      round.answer(answer, new Sending(before.get(), promises.of(before.get())));
      return;
    }
    Talk talk = requireOpen(draft, room);
    Entry entry =
        talk.append(
            draft,
            Entry.text(
                room,
                me.account(),
                me.deviceId(),
                setup.now(),
                MessageState.SENDING,
                null,
                replyTo,
                text));
    long sequence = Counter.OUTBOX.next(draft);
    outbox.add(Outgoing.content(room, sequence, entry.at(), entry.index(), body));
    if (key != null) {
      new SendKey(new Place(room, entry.index()), setup.now()).put(draft, key);
    }
    round.answer(answer, new Sending(entry, promises.of(entry)));
  }

  private Talk requireOpen(Draft draft, RoomId room) {
    Talk talk = Talk.of(draft, room).orElseThrow(() -> new UsageException("no such conversation"));
    if (directory.isKnown() && directory.room(room).filter(r -> r.open()).isEmpty()) {
      throw new UsageException("this conversation is closed");
    }
    if (outbox.isFull(room)) {
      throw new OutboxFullException("too many messages wait to be sent");
    }
    return talk;
  }

  private static Optional<Entry> sentBefore(Draft draft, String key) {
    return SendKey.of(draft, key).flatMap(sent -> sent.place().entry(draft));
  }

  /** Sixty digits to compare with the other person's, once both identities are known. */
  public Optional<SafetyNumber> safetyNumber(RoomId room) {
    return engine.call(answer ->
        answer.complete(
            Talk.of(round.draft(), room)
                .flatMap(talk -> lists.of(Ids.account(talk.person().accountId())))
                .flatMap(theirs ->
                    lists
                        .of(me.account())
                        .map(ours -> SafetyNumber.of(ours.newest(), theirs.newest())))));
  }
}
