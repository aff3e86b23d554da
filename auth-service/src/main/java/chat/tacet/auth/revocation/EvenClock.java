package chat.tacet.auth.revocation;

import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the clock on the wall has lately run like one that nobody can set. A revocation that is
 * forgotten because the clock jumped ahead would be missing when it is put right: tokens issued
 * before would be good again.
 */
final class EvenClock {

  /** What clocks that are kept in time are put forward or back at once. */
  private static final Duration TOLERATED = Duration.ofSeconds(30);

  private final Clock wall;
  private final LongSupplier nanoTime;
  private final Duration wanted;
  private long evenSince;
  private long lastNanos;
  private long lastMillis;

  /**
   * @param nanoTime {@link System#nanoTime}
   * @param wanted how long it must have run evenly
   */
  EvenClock(Clock wall, LongSupplier nanoTime, Duration wanted) {
    this.wall = wall;
    this.nanoTime = nanoTime;
    this.wanted = wanted;
    this.evenSince = nanoTime.getAsLong();
    this.lastNanos = evenSince;
    this.lastMillis = wall.millis();
  }

  /** Compares the clocks since the last call; to be called often. */
  synchronized boolean isTrusted() {
    long nanos = nanoTime.getAsLong();
    long millis = wall.millis();
    long apart = Math.abs((millis - lastMillis) - Duration.ofNanos(nanos - lastNanos).toMillis());
    if (apart > TOLERATED.toMillis()) {
      evenSince = nanos;
    }
    lastNanos = nanos;
    lastMillis = millis;
    return nanos - evenSince >= wanted.toNanos();
  }
}
