package chat.tacet.social.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often people may do what costs others something. */
class ThrottleTest {

  @Test
  void aClockThatIsPutBackKeepsNobodyWaiting() {
    var bucket = Throttle.newBucket(10, Duration.ofHours(1));
    assertThat(bucket.getTimeMeter().isWallClockBased()).isFalse();
  }
}
