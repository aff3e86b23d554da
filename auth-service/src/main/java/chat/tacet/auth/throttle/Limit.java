package chat.tacet.auth.throttle;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.LocalBucket;
import java.time.Duration;

/**
 * How often: {@code times} at once, then evenly as many again in each {@code per}.
 *
 * @param times tries that are free at once
 * @param per in how long as many become free again
 */
record Limit(long times, Duration per) {

  /** By a clock that nobody sets: by that on the wall nothing is free again until it is back. */
  LocalBucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(times).refillGreedy(times, per))
        .withNanosecondPrecision()
        .build();
  }
}
