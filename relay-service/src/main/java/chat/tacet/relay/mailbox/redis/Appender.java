package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** [F-6] Puts letters into one mailbox, each once. */
final class Appender {

  private static final LuaScript APPEND = LuaScript.load(Appender.class, "append.lua");
  private static final byte[] NONE = new byte[0];

  /** Arguments of the script before those of the entries, and of each entry. */
  private static final int COMMON = 6;

  private static final int OF_ENTRY = 5;

  private final InstantSource clock;
  private final long retention;
  private final byte[] retentionArg;
  private final byte[] maxEntries;
  private final byte[] maxBytes;
  private final byte[] maxSeen;

  Appender(RelayLimits.Mailbox limits, InstantSource clock) {
    this.clock = clock;
    this.retention = limits.retention().toMillis();
    this.retentionArg = Bytes.of(retention);
    this.maxEntries = Bytes.of(limits.maxEntries());
    this.maxBytes = Bytes.of(limits.maxBytes());
    this.maxSeen = Bytes.of(limits.maxSeen());
  }

  /** A letter as it goes into one mailbox. */
  static final class Entry {

    private final Letter letter;
    private final byte[] name;
    private final byte[] digest;
    private final byte[] fields;
    private final @Nullable BodyKey body;

    /**
     * @param name the letter's, like {@code digest}: see {@link EntryCodec}
     * @param fields what {@link EntryCodec#fields} made for this mailbox
     * @param body the shared body it refers to
     */
    Entry(Letter letter, byte[] name, byte[] digest, byte[] fields, @Nullable BodyKey body) {
      this.letter = letter;
      this.name = name;
      this.digest = digest;
      this.fields = fields;
      this.body = body;
    }

    /** What it counts in the mailbox, in bytes. */
    int size() {
      return fields.length + content().size();
    }

    private ByteString content() {
      return body == null ? ByteString.EMPTY : letter.content();
    }

    private byte[] reference() {
      return body == null ? NONE : EntryCodec.reference(body, content().size());
    }
  }

  /**
   * What became of a letter in one mailbox.
   *
   * @param needsBody whether the entry waits there, so that a shared body must wait for it
   */
  record Appended(Stored stored, boolean needsBody) {}

  /** Adds the append of entries to the mailbox of one device; what became of each, in order. */
  CompletableFuture<List<Appended>> append(
      RedisBatch batch, DeviceAddress to, List<Entry> entries) {
    UUID device = to.device();
    byte[][] keys = {
      MailboxKeys.stream(device),
      MailboxKeys.index(device),
      MailboxKeys.indexBefore(device),
      MailboxKeys.holder(device)
    };
    return batch.bytes(APPEND, keys, args(entries)).thenApply(answer -> read(answer, to, entries));
  }

  private byte[][] args(List<Entry> entries) {
    long now = clock.millis();
    byte[][] args = new byte[COMMON + OF_ENTRY * entries.size()][];
    args[0] = Bytes.of(now);
    args[1] = Bytes.of(now - retention);
    args[2] = retentionArg;
    args[3] = maxEntries;
    args[4] = maxBytes;
    args[5] = maxSeen;
    int next = COMMON;
    for (Entry entry : entries) {
      args[next++] = entry.name;
      args[next++] = entry.digest;
      args[next++] = entry.fields;
      args[next++] = entry.reference();
      args[next++] = Bytes.of(entry.size());
    }
    return args;
  }

  /** What the script says of one entry; the holder comes only after all of them. */
  private record Outcome(char kind, @Nullable MailId id, @Nullable MailId previous) {

    static Outcome read(ByteBuffer answer) {
      char kind = (char) answer.get();
      return kind == 'S'
          ? new Outcome(kind, id(answer), id(answer))
          : new Outcome(kind, null, null);
    }

    private static MailId id(ByteBuffer answer) {
      return new MailId(answer.getLong(), answer.getLong());
    }
  }

  private static List<Appended> read(byte[] bytes, DeviceAddress to, List<Entry> entries) {
    ByteBuffer answer = ByteBuffer.wrap(bytes);
    List<Outcome> outcomes = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      outcomes.add(Outcome.read(answer));
    }
    String holder =
        answer.hasRemaining() ? StandardCharsets.US_ASCII.decode(answer).toString() : null;
    List<Appended> appended = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      appended.add(appended(outcomes.get(i), to, entries.get(i), holder));
    }
    return appended;
  }

  private static Appended appended(
      Outcome outcome, DeviceAddress to, Entry entry, @Nullable String holder) {
    return switch (outcome.kind()) {
      case 'S' -> new Appended(stored(outcome, to, entry, holder), true);
      case 'W' -> new Appended(new Stored.Before(to, holder), true);
      case 'G' -> new Appended(new Stored.Before(to, null), false);
      case 'C' -> new Appended(new Stored.Conflict(to), false);
      case 'F' -> new Appended(new Stored.Full(to), false);
      default -> throw new IllegalStateException("append.lua answered " + outcome.kind());
    };
  }

  private static Stored stored(
      Outcome outcome, DeviceAddress to, Entry entry, @Nullable String holder) {
    MailId id = Objects.requireNonNull(outcome.id());
    MailId previous = Objects.requireNonNull(outcome.previous());
    ByteString own = UnsafeByteOperations.unsafeWrap(entry.fields);
    UUID sender = entry.letter.sender().account();
    return new Stored.New(
        to, new Mail(id, sender, own, entry.body, entry.content()), previous, holder);
  }
}
