package chat.tacet.auth.story;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** Waits for what is promised within a time. */
final class Eventually {

  private Eventually() {}

  /** The promise about ended logins. */
  static void withinFiveSeconds(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(assertion);
  }
}
