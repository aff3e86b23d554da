package chat.tacet.kit.outbox;

import java.time.Duration;

/**
 * Bounds of a publisher.
 *
 * @param batch rows taken at once; bounds memory and what a crash delays by one lease
 * @param concurrency subjects published at the same time
 * @param timeout one publication, or one statement, may take this long before it counts as failed
 * @param lease how long taken rows are left alone by other publishers; longer than a whole batch
 *     can take, so that two publishers rarely do the same work
 * @param firstRetry pause after the first failure; doubles with each further one in a row
 * @param longestRetry longest pause between attempts, and so the delay after an outage
 * @param sweep how often rows are looked for without a signal: those of a crashed publisher, or of
 *     another node
 * @param stopGrace how long stopping waits for the batch under way
 */
public record OutboxLimits(
    int batch,
    int concurrency,
    Duration timeout,
    Duration lease,
    Duration firstRetry,
    Duration longestRetry,
    Duration sweep,
    Duration stopGrace) {

  /** Values for production. */
  public static final OutboxLimits DEFAULT =
      new OutboxLimits(
          128,
          16,
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3));

  public OutboxLimits {
    long slowestBatch = timeout.toMillis() * Math.ceilDiv(batch, concurrency);
    if (lease.toMillis() <= slowestBatch) {
      throw new IllegalArgumentException("lease must outlast the slowest batch");
    }
  }

  /** Pause before the next attempt after a number of failures in a row, at least one. */
  Duration pauseAfter(int failures) {
    int doublings = Math.min(failures - 1, 20);
    long pause = firstRetry.toMillis() << doublings;
    return Duration.ofMillis(Math.min(pause, longestRetry.toMillis()));
  }
}
