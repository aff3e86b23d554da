package chat.tacet.social.throttle;

import static chat.tacet.kit.problem.CommonProblems.RATE_LIMITED;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.LocalBucket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Counts what people do, and refuses what is too much. */
@Component
public final class Throttle {

  /**
   * Buckets kept; about 20 MB. When there are more, those unused longest begin anew: that takes
   * that many different ones within the time of their rules.
   */
  private static final int MAX_BUCKETS = 100_000;

  /** A bucket that was not used for the time of its rule is full. */
  private final Cache<Key, Bucket> buckets =
      Caffeine.newBuilder()
          .maximumSize(MAX_BUCKETS)
          .expireAfter(Expiry.accessing((Key key, Bucket _) -> key.rule().per()))
          .build();

  private final int factor;

  Throttle(ThrottleProperties properties) {
    this.factor = properties.factor();
  }

  /** Counts one more, or fails with {@code rate-limited} and when to come back. */
  public Mono<Void> require(Rule rule, UUID... who) {
    return Mono.defer(() -> {
      var probe = bucket(new Key(rule, List.of(who))).tryConsumeAndReturnRemaining(1);
      return probe.isConsumed()
          ? Mono.empty()
          : Mono.error(
              RATE_LIMITED
                  .exception()
                  .withRetryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill())));
    });
  }

  /**
   * The same for a change within a transaction, which counts nothing where it fails, and once where
   * it has to be made again.
   */
  public <T> Mono<T> requireFor(Mono<T> change, Rule rule, UUID... who) {
    return require(rule, who)
        .then(change.doOnError(failed -> bucket(new Key(rule, List.of(who))).addTokens(1)));
  }

  private Bucket bucket(Key key) {
    return buckets.get(key, this::create);
  }

  private Bucket create(Key key) {
    return newBucket((long) key.rule().times() * factor, key.rule().per());
  }

  /** By a clock that nobody sets: by that on the wall nothing is free again until it is back. */
  static LocalBucket newBucket(long times, Duration per) {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(times).refillGreedy(times, per))
        .withNanosecondPrecision()
        .build();
  }

  private record Key(Rule rule, List<UUID> who) {}
}
