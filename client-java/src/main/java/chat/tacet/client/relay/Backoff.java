package chat.tacet.client.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential pauses with full jitter, [F-13]: a relay that comes back is not met by everybody at
 * once.
 */
final class Backoff {

  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(60);

  /** Reached by doubling {@link #FIRST}; more doublings change nothing. */
  private static final int MAX_DOUBLINGS = 7;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** After a connection that worked ({@link RelaySocket#worked}) the first pause is short again. */
  void reset() {
    failures = 0;
  }

  /** After an end that will probably repeat. */
  void slow() {
    failures = MAX_DOUBLINGS;
  }

  Duration next() {
    long bound = FIRST.toMillis() << failures;
    failures = Math.min(failures + 1, MAX_DOUBLINGS);
    return Duration.ofMillis(random.nextLong(Math.min(bound, LONGEST.toMillis()) + 1));
  }
}
