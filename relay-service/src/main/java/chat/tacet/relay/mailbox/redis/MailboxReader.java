package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.MailBatch;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads entries and fetches the bodies they share. */
final class MailboxReader {

  private final RedisLink redis;
  private final SharedBodies bodies;
  private final InstantSource clock;
  private final Duration retention;
  private final int maxBatchBytes;
  private final BiConsumer<UUID, List<HeldMail>> discard;

  /**
   * @param discard deletes what must not be delivered: expired, or without its body
   */
  MailboxReader(
      RedisLink redis,
      RelayLimits limits,
      SharedBodies bodies,
      InstantSource clock,
      BiConsumer<UUID, List<HeldMail>> discard) {
    this.redis = redis;
    this.bodies = bodies;
    this.clock = clock;
    this.retention = limits.mailbox().retention();
    this.maxBatchBytes = limits.delivery().batchBytes();
    this.discard = discard;
  }

  /** An entry as it lies in the stream. */
  private record Entry(MailId id, ByteString fields, @Nullable ByteString reference) {

    int size() {
      return fields.size() + (reference == null ? 0 : EntryCodec.referenceLength(reference));
    }

    HeldMail held() {
      BodyKey body = reference == null ? null : EntryCodec.referenceKey(reference);
      int own = fields.size();
      return new HeldMail(id, EntryCodec.sender(fields), own, size() - own, body);
    }
  }

  CompletionStage<MailBatch> read(UUID device, MailId after, int limit) {
    Range<String> range =
        Range.from(Range.Boundary.excluding(after.toString()), Range.Boundary.unbounded());
    return redis
        .commands()
        .xrange(MailboxKeys.stream(device), range, Limit.from(limit))
        .thenCompose(messages -> mails(device, messages, messages.size() < limit));
  }

  CompletionStage<List<HeldMail>> find(UUID device, List<MailId> ids) {
    List<CompletableFuture<List<StreamMessage<byte[], byte[]>>>> answers =
        new ArrayList<>(ids.size());
    for (MailId id : ids) {
      answers.add(
          redis
              .commands()
              .xrange(MailboxKeys.stream(device), Range.create(id.toString(), id.toString()))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done ->
            answers.stream()
                .flatMap(answer -> answer.join().stream())
                .map(message -> entry(message).held())
                .toList());
  }

  private CompletionStage<MailBatch> mails(
      UUID device, List<StreamMessage<byte[], byte[]>> messages, boolean atEnd) {
    MailId oldest = new MailId(clock.instant().minus(retention).toEpochMilli() + 1, 0);
    List<Entry> entries = new ArrayList<>(messages.size());
    List<HeldMail> expired = new ArrayList<>();
    int bytes = 0;
    boolean whole = true;
    MailId upTo = null;
    for (StreamMessage<byte[], byte[]> message : messages) {
      Entry entry = entry(message);
      if (entry.id().compareTo(oldest) < 0) {
        expired.add(entry.held());
      } else if (bytes > maxBatchBytes) {
        // Bodies would weigh too much at once; the next read begins here.
        whole = false;
        break;
      } else {
        bytes += entry.size();
        entries.add(entry);
      }
      upTo = entry.id();
    }
    if (!expired.isEmpty()) {
      discard.accept(device, expired);
    }
    boolean nothingBehind = atEnd && whole;
    MailId last = upTo;
    return withBodies(device, entries)
        .thenApply(mails -> new MailBatch(mails, nothingBehind, last));
  }

  private CompletionStage<List<Mail>> withBodies(UUID device, List<Entry> entries) {
    RedisBatch batch = redis.batch();
    List<CompletableFuture<@Nullable Mail>> mails = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      mails.add(mail(batch, entry));
    }
    if (batch.isEmpty()) {
      return CompletableFuture.completedStage(present(device, entries, mails));
    }
    batch.send();
    return CompletableFuture.allOf(mails.toArray(CompletableFuture[]::new))
        .thenApply(done -> present(device, entries, mails));
  }

  private CompletableFuture<@Nullable Mail> mail(RedisBatch batch, Entry entry) {
    ByteString reference = entry.reference();
    UUID sender = EntryCodec.sender(entry.fields());
    if (reference == null) {
      return CompletableFuture.completedFuture(
          new Mail(entry.id(), sender, entry.fields(), null, ByteString.EMPTY));
    }
    BodyKey key = EntryCodec.referenceKey(reference);
    return bodies
        .get(batch, key)
        .thenApply(content ->
            content == null
                ? null
                : new Mail(
                    entry.id(),
                    sender,
                    entry.fields(),
                    key,
                    UnsafeByteOperations.unsafeWrap(content)));
  }

  /** Without those whose content is gone, which are taken out of the mailbox. */
  private List<Mail> present(
      UUID device, List<Entry> entries, List<CompletableFuture<@Nullable Mail>> answers) {
    List<Mail> mails = new ArrayList<>(entries.size());
    List<HeldMail> bodiless = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      Mail mail = answers.get(i).join();
      if (mail == null) {
        bodiless.add(entries.get(i).held());
      } else {
        mails.add(mail);
      }
    }
    if (!bodiless.isEmpty()) {
      discard.accept(device, bodiless);
    }
    return mails;
  }

  private static Entry entry(StreamMessage<byte[], byte[]> message) {
    ByteString fields = null;
    ByteString reference = null;
    for (Map.Entry<byte[], byte[]> field : message.getBody().entrySet()) {
      if (field.getKey()[0] == 'd') {
        fields = UnsafeByteOperations.unsafeWrap(field.getValue());
      } else {
        reference = UnsafeByteOperations.unsafeWrap(field.getValue());
      }
    }
    if (fields == null) {
      throw new IllegalStateException("entry without fields in a mailbox");
    }
    return new Entry(MailId.parse(message.getId()), fields, reference);
  }
}
