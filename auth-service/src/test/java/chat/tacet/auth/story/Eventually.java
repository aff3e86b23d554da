package chat.tacet.auth.story;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what happens by itself. */
final class Eventually {

  /**
   * Far longer than any of it takes. That it takes five seconds at most is a promise of the reader
   * of revocations, whose test holds it without a clock of this machine.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Eventually() {}

  static void holds(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }
}
