package chat.tacet.gateway.throttle;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.local.LocalBucket;
import java.time.Duration;

/**
 * A token bucket.
 *
 * @param perMinute how many requests a minute in the long run
 * @param burst how many at once
 */
record Rate(int perMinute, int burst) {

  /** After so long an empty bucket is full. */
  long windowSeconds() {
    return Math.ceilDiv(60L * burst, perMinute);
  }

  /** By a clock that nobody sets: by that on the wall nothing is free again until it is back. */
  LocalBucket newBucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(burst).refillGreedy(perMinute, Duration.ofMinutes(1)))
        .withNanosecondPrecision()
        .build();
  }
}
