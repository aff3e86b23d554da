package chat.tacet.auth.throttle;

import static chat.tacet.kit.problem.CommonProblems.RATE_LIMITED;

import chat.tacet.kit.problem.ProblemException;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Counts tries by key and refuses those beyond the limit. */
public final class Throttle {

  /**
   * Keys remembered. Beyond it the least used are forgotten, which gives their owners a full bucket
   * again; a key has about 300 bytes, so it bounds a throttle to 30 MB under attack.
   */
  private static final int MAX_KEYS = 100_000;

  private final LoadingCache<String, Bucket> buckets;
  private final Counter refusals;

  Throttle(Limit limit, Counter refusals) {
    this.refusals = refusals;
    buckets =
        Caffeine.newBuilder()
            .maximumSize(MAX_KEYS)
            // After this a bucket is full again, so forgetting it changes nothing.
            .expireAfterAccess(limit.per())
            .build(key -> limit.newBucket());
  }

  /**
   * Takes one try.
   *
   * @throws ProblemException {@code rate-limited}, with the time until the next try is free
   */
  public void take(String key) {
    var probe = buckets.get(key).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      refusals.increment();
      throw RATE_LIMITED
          .exception()
          .withRetryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  /**
   * Takes one try for a check, and gives it back when the check finds something, which is not what
   * this limit is about, or could not be made since too many waited for it, which says nothing. One
   * that was begun and ends otherwise has counted.
   *
   * @param check answers when all is well, else is empty or fails
   */
  public <T> Mono<T> spend(String key, Mono<T> check) {
    return Mono.defer(() -> {
      take(key);
      return check
          .doOnNext(right -> giveBack(key))
          .doOnError(Throttle::isOfTooMany, shed -> giveBack(key));
    });
  }

  private static boolean isOfTooMany(Throwable failure) {
    return failure instanceof ProblemException problem && problem.type().equals(RATE_LIMITED);
  }

  private void giveBack(String key) {
    buckets.get(key).addTokens(1);
  }
}
