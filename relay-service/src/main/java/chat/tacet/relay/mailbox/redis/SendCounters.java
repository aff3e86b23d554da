package chat.tacet.relay.mailbox.redis;

import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.redis.Bytes;
import chat.tacet.relay.redis.RedisBatch;
import chat.tacet.relay.redis.RedisLink;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * [F-7] The highest send counter accepted from each device: the score of the only member of a
 * sorted set, because Redis raises a score and never lowers it in one plain command.
 */
final class SendCounters {

  private static final byte[] MEMBER = {'c'};

  /** How long a lifetime is left alone: each counter is remembered this much longer. */
  private static final Duration RENEWED_EVERY = Duration.ofDays(1);

  /** Devices of which this node knows that; of others the lifetime is renewed once more. */
  private static final int MAX_RENEWED = 50_000;

  private final RedisLink redis;
  private final byte[] lifetime;
  private final Cache<UUID, Boolean> renewed =
      Caffeine.newBuilder()
          .maximumSize(MAX_RENEWED)
          .expireAfterWrite(RENEWED_EVERY)
          .executor(Runnable::run)
          .build();

  SendCounters(RedisLink redis, RelayLimits.Mailbox limits) {
    this.redis = redis;
    this.lifetime = Bytes.of(limits.counterRetention().plus(RENEWED_EVERY).toMillis());
  }

  /** Adds the raising of a device's counter. */
  CompletableFuture<Long> raise(RedisBatch batch, UUID device, long counter) {
    byte[] key = MailboxKeys.counter(device);
    CompletableFuture<Long> raised = batch.raise(key, MEMBER, counter);
    if (renewed.getIfPresent(device) == null) {
      // What follows the raising on its connection was done if that was, or will be done again.
      var _ = batch.expire(key, lifetime).thenRun(() -> renewed.put(device, true));
    }
    return raised;
  }

  /** 0 if none is known. */
  CompletionStage<Long> read(UUID device) {
    return redis
        .commands()
        .zscore(MailboxKeys.counter(device), MEMBER)
        .thenApply(score -> score == null ? 0L : score.longValue());
  }
}
