package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.MailBatch;
import chat.tacet.relay.mailbox.Mailboxes;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.mailbox.redis.Appender.Appended;
import chat.tacet.relay.mailbox.redis.SharedBodies.Put;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mailboxes in Redis Streams: one script per recipient device, all of a letter in one write; one
 * more write before them when the body is shared. {@link MailboxKeys} lists what is stored.
 */
public final class RedisMailboxes implements Mailboxes {

  private static final Logger log = LoggerFactory.getLogger(RedisMailboxes.class);

  /** Entries of a mailbox that is deleted: a full one takes a few hundred rounds. */
  private static final int DELETED_AT_ONCE = 64;

  private final RedisLink redis;
  private final RelayLimits.Mailbox limits;
  private final SendCounters counters;
  private final SharedBodies bodies;
  private final Appender appender;
  private final MailboxReader reader;
  private final Acknowledger acknowledger;
  private final Uncollected uncollected;

  public RedisMailboxes(
      RedisLink redis, RelayLimits limits, Uncollected uncollected, InstantSource clock) {
    this.redis = redis;
    this.limits = limits.mailbox();
    this.counters = new SendCounters(redis, this.limits);
    this.bodies = new SharedBodies(this.limits);
    this.uncollected = uncollected;
    this.acknowledger = new Acknowledger(redis, bodies, uncollected);
    this.appender = new Appender(this.limits, clock);
    this.reader = new MailboxReader(redis, limits, bodies, clock, this::discard);
  }

  @Override
  public Posting post(Letter letter) {
    if (letter.keys().size() <= limits.sharedBodyAbove()) {
      CompletionStage<List<Stored>> done =
          append(letter, null, 0).thenApply(RedisMailboxes::storedOf);
      return new Posting(CompletableFuture.completedStage(null), done);
    }
    BodyKey body = new BodyKey(letter.sender().device(), letter.envelopeId());
    RedisBatch batch = redis.batch();
    // The body first: an entry must never point at nothing.
    CompletableFuture<Put> put = bodies.put(batch, body, letter);
    CompletableFuture<List<Stored>> done =
        put.thenCompose(outcome -> {
          if (outcome == Put.CONFLICT) {
            return CompletableFuture.completedFuture(conflicts(letter));
          }
          int bodyBytes = outcome == Put.STORED ? letter.content().size() : 0;
          CompletableFuture<Void> copied = batch.copied();
          return append(letter, body, bodyBytes)
              .thenCombine(copied, (appended, ok) -> appended)
              .thenCompose(appended ->
                  releaseUnneeded(letter, body, bodyBytes, appended)
                      .thenApply(ok -> storedOf(appended)));
        });
    CompletionStage<Void> begun = put.handle((outcome, failure) -> null);
    batch.send();
    return new Posting(begun, done);
  }

  /**
   * Appends to every mailbox and counts it for the sender.
   *
   * @param bodyBytes what the shared body takes that was stored for it
   */
  private CompletableFuture<List<Appended>> append(
      Letter letter, @Nullable BodyKey body, int bodyBytes) {
    byte[] field = EntryCodec.seenField(letter);
    byte[] digest = EntryCodec.digest(letter);
    RedisBatch batch = redis.batch();
    // Raised even if every mailbox refuses: the device itself has counted this envelope.
    CompletableFuture<Long> raised =
        counters.raise(batch, letter.sender().device(), letter.counter());
    List<CompletableFuture<Appended>> appends = new ArrayList<>(letter.keys().size());
    long[] entryBytes = new long[letter.keys().size()];
    for (SealedPiece key : letter.keys()) {
      byte[] fields = EntryCodec.fields(letter, key, body == null);
      entryBytes[appends.size()] = Uncollected.ofEntry(fields.length);
      appends.add(appender.append(batch, letter, key.to(), fields, field, digest, body));
    }
    batch.send();
    count(letter, bodyBytes + LongStream.of(entryBytes).sum());
    return CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new))
        // Whatever becomes of the rest: a sender repeats it, and every attempt counts anew.
        .whenComplete((done, failure) -> giveBack(letter, notStored(appends, entryBytes)))
        .thenCombine(raised, (done, ok) -> appends.stream().map(CompletableFuture::join).toList())
        .thenCompose(appended -> batch.copied().thenApply(ok -> appended));
  }

  /** The bytes of those that are not known to have been stored by this attempt. */
  private static long notStored(List<CompletableFuture<Appended>> appends, long[] entryBytes) {
    return IntStream.range(0, entryBytes.length)
        .filter(i -> !isNew(appends.get(i)))
        .mapToLong(i -> entryBytes[i])
        .sum();
  }

  private static boolean isNew(CompletableFuture<Appended> append) {
    return append.state() == Future.State.SUCCESS
        && append.resultNow().stored() instanceof Stored.New;
  }

  private void giveBack(Letter letter, long bytes) {
    if (bytes > 0) {
      count(letter, -bytes);
    }
  }

  private void count(Letter letter, long bytes) {
    uncollected.count(letter.sender().account(), letter.acceptedAt(), bytes);
  }

  /** A body waits only for mailboxes that hold its entry. */
  private CompletableFuture<?> releaseUnneeded(
      Letter letter, BodyKey body, int bodyBytes, List<Appended> appended) {
    List<UUID> unneeded =
        appended.stream()
            .filter(one -> !one.needsBody())
            .map(one -> one.stored().to().device())
            .toList();
    if (unneeded.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    RedisBatch batch = redis.batch();
    CompletableFuture<Long> released =
        bodies
            .release(batch, body, unneeded)
            .whenComplete((waiting, failure) -> {
              if (Long.valueOf(0).equals(waiting)) {
                giveBack(letter, bodyBytes);
              }
            });
    batch.send();
    return released;
  }

  @Override
  public CompletionStage<MailBatch> read(UUID device, MailId after, int limit) {
    return reader.read(device, after, limit);
  }

  @Override
  public CompletionStage<List<HeldMail>> find(UUID device, List<MailId> ids) {
    return reader.find(device, ids);
  }

  @Override
  public CompletionStage<Void> acknowledge(UUID device, List<HeldMail> mails) {
    return acknowledger.acknowledge(device, mails);
  }

  /**
   * Collects what waits as the device would have, so that shared bodies go and senders get their
   * room back, and then the rest. The send counter stays: it must not go down if the device returns
   * to the list.
   */
  @Override
  public CompletionStage<Void> delete(UUID device) {
    return read(device, MailId.BEGINNING, DELETED_AT_ONCE)
        .thenCompose(batch -> {
          if (batch.mails().isEmpty()) {
            return redis
                .commands()
                .del(
                    MailboxKeys.stream(device),
                    MailboxKeys.index(device),
                    MailboxKeys.indexBefore(device))
                .thenApply(deleted -> null);
          }
          return acknowledge(device, batch.mails().stream().map(Mail::held).toList())
              .thenCompose(done -> delete(device));
        });
  }

  @Override
  public CompletionStage<Long> lastSendCounter(UUID device) {
    return counters.read(device);
  }

  private void discard(UUID device, List<HeldMail> mails) {
    acknowledge(device, mails)
        .whenComplete((done, failure) -> {
          if (failure != null) {
            // Found again, and deleted, by the next read.
            log.warn("could not delete expired mail: {}", failure.getClass().getSimpleName());
          }
        });
  }

  private static List<Stored> storedOf(List<Appended> appended) {
    return appended.stream().map(Appended::stored).toList();
  }

  private static List<Stored> conflicts(Letter letter) {
    return letter.keys().stream().<Stored>map(key -> new Stored.Conflict(key.to())).toList();
  }
}
