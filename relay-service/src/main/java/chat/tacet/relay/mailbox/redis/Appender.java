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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** [F-6] Puts one letter into one mailbox, once. */
final class Appender {

  private static final LuaScript APPEND = LuaScript.load(Appender.class, "append.lua");
  private static final byte[] NONE = new byte[0];

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

  /**
   * What became of a letter in one mailbox.
   *
   * @param needsBody whether the entry waits there, so that a shared body must wait for it
   */
  record Appended(Stored stored, boolean needsBody) {}

  /**
   * Adds the append for one device.
   *
   * @param fields what {@link EntryCodec#fields} made for it
   * @param field the letter's, like {@code digest}
   */
  CompletableFuture<Appended> append(
      RedisBatch batch,
      Letter letter,
      DeviceAddress to,
      byte[] fields,
      byte[] field,
      byte[] digest,
      @Nullable BodyKey body) {
    UUID device = to.device();
    UUID sender = letter.sender().account();
    long now = clock.millis();
    ByteString content = body == null ? ByteString.EMPTY : letter.content();
    byte[][] keys = {
      MailboxKeys.stream(device),
      MailboxKeys.index(device),
      MailboxKeys.indexBefore(device),
      MailboxKeys.holder(device)
    };
    return batch
        .bytes(
            APPEND,
            keys,
            field,
            digest,
            fields,
            body == null ? NONE : EntryCodec.reference(body, content.size()),
            Bytes.of(fields.length + content.size()),
            Bytes.of(now),
            Bytes.of(now - retention),
            retentionArg,
            maxEntries,
            maxBytes,
            maxSeen)
        .thenApply(answer -> appended(ByteBuffer.wrap(answer), to, sender, fields, body, content));
  }

  private static Appended appended(
      ByteBuffer answer,
      DeviceAddress to,
      UUID sender,
      byte[] fields,
      @Nullable BodyKey body,
      ByteString content) {
    char outcome = (char) answer.get();
    return switch (outcome) {
      case 'S' -> {
        MailId id = new MailId(answer.getLong(), answer.getLong());
        MailId previous = new MailId(answer.getLong(), answer.getLong());
        ByteString own = UnsafeByteOperations.unsafeWrap(fields);
        Mail mail = new Mail(id, sender, own, body, content);
        yield new Appended(new Stored.New(to, mail, previous, holder(answer)), true);
      }
      case 'W' -> new Appended(new Stored.Before(to, holder(answer)), true);
      case 'G' -> new Appended(new Stored.Before(to, null), false);
      case 'C' -> new Appended(new Stored.Conflict(to), false);
      case 'F' -> new Appended(new Stored.Full(to), false);
      default -> throw new IllegalStateException("append.lua answered " + outcome);
    };
  }

  /** The rest of an answer, if there is any. */
  private static @Nullable String holder(ByteBuffer answer) {
    return answer.hasRemaining() ? StandardCharsets.US_ASCII.decode(answer).toString() : null;
  }
}
