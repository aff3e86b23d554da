package chat.tacet.r2dbc.sqlite.client;

import java.time.Duration;

/**
 * The time one statement may spend in SQLite, over all its steps. Waiting for a lane or for a slow
 * subscriber costs nothing of it. Used by one lane's thread at a time.
 */
final class TimeBudget {

  private final long limit;
  private long remaining;
  private long deadline;
  private boolean exceeded;

  /**
   * @param limit zero for no limit
   */
  TimeBudget(Duration limit) {
    // half of the range is 146 years and leaves room for additions
    this.limit = limit.isZero() ? Long.MAX_VALUE / 2 : limit.toNanos();
    this.remaining = this.limit;
  }

  void start() {
    deadline = System.nanoTime() + remaining;
  }

  /** Begins anew, for the next statement of a series. */
  void renew() {
    exceeded = false;
    remaining = limit;
    start();
  }

  void stop() {
    remaining = deadline - System.nanoTime();
  }

  /** Asked from within a running statement. */
  boolean exceeds() {
    exceeded = exceeded || deadline - System.nanoTime() <= 0;
    return exceeded;
  }

  /** Tells whether the statement was interrupted for its time. */
  boolean wasExceeded() {
    return exceeded;
  }
}
