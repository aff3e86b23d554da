package chat.tacet.relay.presence;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often this node missed news, of whomever. Each time all its devices look at the board again.
 * Where single lookups fail there are thousands of them, one after the other: they count as one
 * gap, and once more each time as long as a lease has passed.
 */
final class Gaps {

  private final long restMillis;
  private final InstantSource clock;
  private final AtomicLong count = new AtomicLong();

  /** When a gap in the news of somebody was last counted, ms. */
  private final AtomicLong counted = new AtomicLong();

  /** Whether there was one since that does not count yet. */
  private volatile boolean waiting;

  Gaps(Duration rest, InstantSource clock) {
    this.restMillis = rest.toMillis();
    this.clock = clock;
  }

  /** News of everybody may have been missed. */
  void missed() {
    count.incrementAndGet();
  }

  /** News of somebody was missed. */
  void missedSomebody() {
    waiting = true;
  }

  /** How many count until now. */
  long count() {
    if (waiting) {
      long last = counted.get();
      long now = clock.millis();
      // A clock that was put back must not make it wait.
      if (Math.abs(now - last) >= restMillis && counted.compareAndSet(last, now)) {
        // In this order: one that is missed in between counts later.
        waiting = false;
        count.incrementAndGet();
      }
    }
    return count.get();
  }
}
