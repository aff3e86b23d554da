package chat.tacet.gateway.throttle;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import java.time.Duration;

/**
 * One bucket per key, in memory: each gateway node counts for itself, so N nodes allow N times as
 * much. Guessing passwords is throttled by auth-service, where the count is shared.
 *
 * @param <K> what is counted apart
 */
final class Buckets<K> {

  /**
   * About 20 MB at most. An attacker with more addresses than this makes others' buckets start
   * afresh, which lets more through and refuses nobody.
   */
  private static final int MAX_KEYS = 100_000;

  /** Longer than any bucket takes to fill, so forgetting one changes nothing. */
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

  private final Rate rate;
  private final LoadingCache<K, Bucket> buckets;

  Buckets(Rate rate) {
    this.rate = rate;
    buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            .expireAfterAccess(FORGOTTEN_AFTER)
            .build(key -> rate.newBucket());
  }

  /** Takes one token, if there is one. */
  Allowance take(K key) {
    return new Allowance(rate, buckets.get(key).tryConsumeAndReturnRemaining(1));
  }
}
