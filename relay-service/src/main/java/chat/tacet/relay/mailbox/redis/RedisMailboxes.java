package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.frame.SealedPiece;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.BodyKey;
import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.MailBatch;
import chat.tacet.relay.mailbox.Mailboxes;
import chat.tacet.relay.mailbox.Stored;
import chat.tacet.relay.mailbox.redis.Appender.Appended;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.LuaScript;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mailboxes in Redis Streams: one script per recipient device, all of a letter in one write; one
 * more write before them when the body is shared. {@link MailboxKeys} lists what is stored.
 */
public final class RedisMailboxes implements Mailboxes {

  private static final Logger log = LoggerFactory.getLogger(RedisMailboxes.class);
  private static final LuaScript ACKNOWLEDGE =
      LuaScript.load(RedisMailboxes.class, "acknowledge.lua");
  private static final LuaScript RAISE_COUNTER =
      LuaScript.load(RedisMailboxes.class, "raise_counter.lua");

  private final RedisLink redis;
  private final RelayLimits.Mailbox limits;
  private final byte[] counterLifetime;
  private final SharedBodies bodies;
  private final Appender appender;
  private final MailboxReader reader;

  public RedisMailboxes(RedisLink redis, RelayLimits limits, InstantSource clock) {
    this.redis = redis;
    this.limits = limits.mailbox();
    this.counterLifetime = Bytes.of(this.limits.counterRetention().toMillis());
    this.bodies = new SharedBodies(this.limits);
    this.appender = new Appender(this.limits, clock);
    this.reader = new MailboxReader(redis, limits, bodies, clock, this::discard);
  }

  @Override
  public Posting post(Letter letter) {
    if (letter.keys().size() <= limits.sharedBodyAbove()) {
      CompletionStage<List<Stored>> done = append(letter, null).thenApply(RedisMailboxes::storedOf);
      return new Posting(CompletableFuture.completedStage(null), done);
    }
    BodyKey body = new BodyKey(letter.sender().device(), letter.envelopeId());
    RedisBatch batch = redis.batch();
    // The body first: an entry must never point at nothing.
    CompletableFuture<Boolean> put = bodies.put(batch, body, letter);
    CompletableFuture<List<Stored>> done =
        put.thenCompose(fits -> {
          if (!fits) {
            return CompletableFuture.completedFuture(conflicts(letter));
          }
          return append(letter, body)
              .thenCompose(
                  appended -> releaseUnneeded(body, appended).thenApply(ok -> storedOf(appended)));
        });
    CompletionStage<Void> begun = put.handle((fits, failure) -> null);
    batch.send();
    return new Posting(begun, done);
  }

  private CompletableFuture<List<Appended>> append(Letter letter, @Nullable BodyKey body) {
    byte[] field = EntryCodec.seenField(letter);
    byte[] digest = EntryCodec.digest(letter);
    RedisBatch batch = redis.batch();
    // Raised even if every mailbox refuses: the device itself has counted this envelope.
    CompletableFuture<Long> raised =
        batch.number(
            RAISE_COUNTER,
            new byte[][] {MailboxKeys.counter(letter.sender().device())},
            Bytes.of(letter.counter()),
            counterLifetime);
    List<CompletableFuture<Appended>> appends = new ArrayList<>(letter.keys().size());
    for (SealedPiece key : letter.keys()) {
      appends.add(appender.append(batch, letter, key, field, digest, body));
    }
    batch.send();
    return CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new))
        .thenCombine(raised, (done, ok) -> appends.stream().map(CompletableFuture::join).toList());
  }

  /** A body waits only for mailboxes that hold its entry. */
  private CompletableFuture<?> releaseUnneeded(BodyKey body, List<Appended> appended) {
    List<UUID> unneeded =
        appended.stream()
            .filter(one -> !one.needsBody())
            .map(one -> one.stored().to().device())
            .toList();
    if (unneeded.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    RedisBatch batch = redis.batch();
    CompletableFuture<Long> released = bodies.release(batch, body, unneeded);
    batch.send();
    return released;
  }

  @Override
  public CompletionStage<MailBatch> read(UUID device, MailId after, int limit) {
    return reader.read(device, after, limit);
  }

  @Override
  public CompletionStage<Void> acknowledge(UUID device, List<HeldMail> mails) {
    byte[][] args = new byte[2 * mails.size()][];
    for (int i = 0; i < mails.size(); i++) {
      args[2 * i] = Bytes.of(mails.get(i).id().toString());
      args[2 * i + 1] = Bytes.of(mails.get(i).size());
    }
    byte[][] keys = {MailboxKeys.stream(device), MailboxKeys.meta(device)};
    RedisBatch batch = redis.batch();
    List<CompletableFuture<?>> answers = new ArrayList<>();
    // Entries before bodies: what is interrupted in between leaves a body to its expiry, and never
    // an entry without one.
    answers.add(batch.number(ACKNOWLEDGE, keys, args));
    for (HeldMail mail : mails) {
      if (mail.body() != null) {
        answers.add(bodies.release(batch, mail.body(), List.of(device)));
      }
    }
    batch.send();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
  }

  @Override
  public CompletionStage<Long> lastSendCounter(UUID device) {
    return redis
        .commands()
        .get(MailboxKeys.counter(device))
        .thenApply(value -> value == null ? 0L : Long.parseLong(Bytes.text(value)));
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
