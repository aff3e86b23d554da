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
import java.time.InstantSource;
import java.util.List;
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
      MailboxKeys.seen(device),
      MailboxKeys.seenBefore(device),
      MailboxKeys.meta(device),
      MailboxKeys.holder(device)
    };
    return batch
        .list(
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
        .thenApply(answer -> appended(answer, to, sender, fields, body, content));
  }

  private static Appended appended(
      List<Object> answer,
      DeviceAddress to,
      UUID sender,
      byte[] fields,
      @Nullable BodyKey body,
      ByteString content) {
    String outcome = Bytes.text(answer.getFirst());
    return switch (outcome) {
      case "S" -> {
        Mail mail =
            new Mail(
                MailId.parse(Bytes.text(answer.get(1))),
                sender,
                UnsafeByteOperations.unsafeWrap(fields),
                body,
                content);
        MailId previous = MailId.parse(Bytes.text(answer.get(2)));
        yield new Appended(new Stored.New(to, mail, previous, holder(answer.get(3))), true);
      }
      case "W" -> new Appended(new Stored.Before(to, holder(answer.get(1))), true);
      case "G" -> new Appended(new Stored.Before(to, null), false);
      case "C" -> new Appended(new Stored.Conflict(to), false);
      case "F" -> new Appended(new Stored.Full(to), false);
      default -> throw new IllegalStateException("append.lua answered " + outcome);
    };
  }

  private static @Nullable String holder(Object answer) {
    String holder = Bytes.text(answer);
    return holder.isEmpty() ? null : holder;
  }
}
