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
import chat.tacet.relay.mailbox.redis.SharedBodies.Mark;
import chat.tacet.relay.mailbox.redis.SharedBodies.Put;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mailboxes in Redis Streams: one script per recipient device, all that come together in one write;
 * one more write before them when the body is shared. {@link MailboxKeys} lists what is stored.
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
  public boolean goesAlone(Letter letter) {
    return letter.keys().size() > limits.sharedBodyAbove();
  }

  @Override
  public Posting post(List<Letter> letters, Executor loop) {
    Letter first = letters.getFirst();
    if (goesAlone(first)) {
      return postShared(first, loop);
    }
    List<CompletionStage<List<Stored>>> done = new ArrayList<>(letters.size());
    for (CompletableFuture<List<Appended>> appended : append(letters, null)) {
      done.add(appended.thenApply(RedisMailboxes::storedOf));
    }
    return new Posting(CompletableFuture.completedStage(null), done);
  }

  private Posting postShared(Letter letter, Executor loop) {
    BodyKey body = new BodyKey(letter.sender().device(), letter.envelopeId());
    Mark mark = Mark.fresh();
    RedisBatch batch = redis.batch();
    // The body first: an entry must never point at nothing.
    CompletableFuture<Put> put = bodies.put(batch, body, mark, letter);
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<List<Stored>> done =
        put.thenComposeAsync(
            outcome -> {
              if (outcome == Put.CONFLICT) {
                return CompletableFuture.completedFuture(conflicts(letter));
              }
              var attempt = new Attempt(body, mark, outcome == Put.STORED);
              CompletableFuture<Void> copied = batch.copied();
              CompletableFuture<List<Appended>> appending =
                  append(List.of(letter), attempt).getFirst();
              // Only now: the next letter must not come between.
              begun.complete(null);
              return appending.thenCombine(copied, (appended, ok) -> storedOf(appended));
            },
            loop);
    var _ = done.whenComplete((stored, failure) -> begun.complete(null));
    batch.send();
    return new Posting(begun, List.of(done));
  }

  /**
   * One attempt to store a letter whose body is shared.
   *
   * @param isFirst whether the body was not there before
   */
  private record Attempt(BodyKey body, Mark mark, boolean isFirst) {}

  /** Appends letters of one device to every mailbox and counts them for the sender. */
  private List<CompletableFuture<List<Appended>>> append(
      List<Letter> letters, @Nullable Attempt shared) {
    RedisBatch batch = redis.batch();
    Appends appends = new Appends(appender, batch);
    List<CompletableFuture<List<Appended>>> appended = new ArrayList<>(letters.size());
    for (Letter letter : letters) {
      appended.add(append(letter, shared, appends));
    }
    appends.begin();
    // Raised even if every mailbox refuses: the device itself has counted these envelopes. Once for
    // all of them: each waits for more than its own number.
    long counter = letters.stream().mapToLong(Letter::counter).max().orElseThrow();
    CompletableFuture<Long> raised =
        counters.raise(batch, letters.getFirst().sender().device(), counter);
    batch.send();
    List<CompletableFuture<List<Appended>>> copied = new ArrayList<>(letters.size());
    for (int i = 0; i < letters.size(); i++) {
      Letter letter = letters.get(i);
      copied.add(
          appended
              .get(i)
              .thenCombine(raised, (outcome, ok) -> outcome)
              .thenCompose(outcome -> batch.copied(() -> keysOf(letter)).thenApply(ok -> outcome)));
    }
    return copied;
  }

  /** What a letter's acceptance rests on: its mailboxes, and the sender's counter. */
  private static List<byte[]> keysOf(Letter letter) {
    List<byte[]> keys = new ArrayList<>(letter.keys().size() + 1);
    keys.add(MailboxKeys.counter(letter.sender().device()));
    for (SealedPiece key : letter.keys()) {
      keys.add(MailboxKeys.stream(key.to().device()));
    }
    return keys;
  }

  private CompletableFuture<List<Appended>> append(
      Letter letter, @Nullable Attempt shared, Appends appends) {
    BodyKey body = shared == null ? null : shared.body();
    byte[] name = EntryCodec.seenField(letter);
    byte[] digest = EntryCodec.digest(letter);
    List<CompletableFuture<Appended>> answers = new ArrayList<>(letter.keys().size());
    long[] entryBytes = new long[letter.keys().size()];
    long allBytes = shared != null && shared.isFirst() ? letter.content().size() : 0;
    for (SealedPiece key : letter.keys()) {
      byte[] fields = EntryCodec.fields(letter, key, body == null);
      long bytes = Uncollected.ofEntry(fields.length);
      entryBytes[answers.size()] = bytes;
      allBytes += bytes;
      answers.add(appends.add(key.to(), new Appender.Entry(letter, name, digest, fields, body)));
    }
    count(letter, allBytes);
    CompletableFuture<Void> all =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
            // Whatever becomes of the rest: a sender repeats it, and every attempt counts anew.
            .whenComplete((done, failure) -> giveBack(letter, notStored(answers, entryBytes)));
    CompletableFuture<?> told =
        shared == null
            ? all
            : all.exceptionally(failure -> null)
                .thenCompose(done -> takeBack(letter, shared, answers));
    return told.thenCompose(ok -> all)
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }

  /** The bytes of those that are not known to have been stored by this attempt. */
  private static long notStored(List<CompletableFuture<Appended>> appends, long[] entryBytes) {
    long sum = 0;
    for (int i = 0; i < entryBytes.length; i++) {
      if (!isNew(appends.get(i))) {
        sum += entryBytes[i];
      }
    }
    return sum;
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

  /**
   * A body waits only for mailboxes that hold its entry. What is not known to lie nowhere may lie
   * there; and where an earlier attempt stored it, this one's mark stays too: the other one may
   * have been lost with a server, together with the body.
   */
  private CompletableFuture<?> takeBack(
      Letter letter, Attempt attempt, List<CompletableFuture<Appended>> answers) {
    List<UUID> without =
        answers.stream()
            .filter(answer -> answer.state() == Future.State.SUCCESS)
            .map(Future::resultNow)
            .filter(one -> !one.needsBody())
            .map(one -> one.stored().to().device())
            .toList();
    if (without.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    RedisBatch batch = redis.batch();
    CompletableFuture<Long> taken =
        bodies
            .takeBack(batch, attempt.body(), attempt.mark(), without)
            .whenComplete((waiting, failure) -> {
              if (Long.valueOf(0).equals(waiting)) {
                giveBack(letter, letter.content().size());
              }
            });
    batch.send();
    return taken;
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
