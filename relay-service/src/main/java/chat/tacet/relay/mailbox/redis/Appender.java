package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.Stored;
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

  /** Numbers in the first argument of the script. */
  private static final int COMMON = 6;

  /** Arguments of each entry; one more with a shared body. */
  private static final int OF_ENTRY = 3;

  private final InstantSource clock;
  private final long retention;
  private final RelayLimits.Mailbox limits;

  Appender(RelayLimits.Mailbox limits, InstantSource clock) {
    this.clock = clock;
    this.retention = limits.retention().toMillis();
    this.limits = limits;
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

    /** What the script counts; it reads the length of the content there. */
    private byte @Nullable [] reference() {
      return body == null ? null : EntryCodec.reference(body, content().size());
    }
  }

  /**
   * What became of a letter in one mailbox.
   *
   * @param needsBody whether an entry of this name waits there, so that a shared body must wait for
   *     it: this one, one of an earlier attempt, or the one that it is in conflict with
   */
  record Appended(Stored stored, boolean needsBody) {}

  /**
   * Adds the append of entries to the mailbox of one device; what became of each, in order.
   *
   * @param entries of which all have a shared body, or none
   */
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
    int each = entries.getFirst().body == null ? OF_ENTRY : OF_ENTRY + 1;
    byte[][] args = new byte[1 + each * entries.size()][];
    args[0] =
        ByteBuffer.allocate(COMMON * Long.BYTES)
            .putLong(clock.millis())
            .putLong(retention)
            .putLong(limits.maxEntries())
            .putLong(limits.maxBytes())
            .putLong(limits.maxSeen())
            .putLong(each)
            .array();
    int next = 1;
    for (Entry entry : entries) {
      args[next++] = entry.name;
      args[next++] = entry.digest;
      args[next++] = entry.fields;
      if (each > OF_ENTRY) {
        args[next++] = Objects.requireNonNull(entry.reference());
      }
    }
    return args;
  }

  private static List<Appended> read(byte[] answer, DeviceAddress to, List<Entry> entries) {
    ByteBuffer behind = ByteBuffer.wrap(answer, entries.size(), answer.length - entries.size());
    MailId previous = id(behind);
    MailId next = id(behind);
    String holder =
        behind.hasRemaining() ? StandardCharsets.US_ASCII.decode(behind).toString() : null;
    List<Appended> appended = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      if (answer[i] == 'S') {
        appended.add(
            new Appended(stored(new Place(next, previous), to, entries.get(i), holder), true));
        previous = next;
        next = new MailId(next.millis(), next.sequence() + 1);
      } else {
        appended.add(notStored((char) answer[i], to, holder));
      }
    }
    return appended;
  }

  private static MailId id(ByteBuffer answer) {
    return new MailId(answer.getLong(), answer.getLong());
  }

  private static Appended notStored(char kind, DeviceAddress to, @Nullable String holder) {
    return switch (kind) {
      case 'W' -> new Appended(new Stored.Before(to, holder), true);
      case 'G' -> new Appended(new Stored.Before(to, null), false);
      case 'C' -> new Appended(new Stored.Conflict(to), false);
      case 'D' -> new Appended(new Stored.Conflict(to), true);
      case 'F' -> new Appended(new Stored.Full(to), false);
      default -> throw new IllegalStateException("append.lua answered " + kind);
    };
  }

  /** Where an entry lies in its mailbox, and which is before it. */
  private record Place(MailId id, MailId previous) {}

  private static Stored stored(
      Place place, DeviceAddress to, Entry entry, @Nullable String holder) {
    ByteString own = UnsafeByteOperations.unsafeWrap(entry.fields);
    UUID sender = entry.letter.sender().account();
    return new Stored.New(
        to,
        new Mail(place.id(), sender, own, entry.body, entry.content()),
        place.previous(),
        holder);
  }
}
