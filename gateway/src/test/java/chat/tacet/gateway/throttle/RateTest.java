package chat.tacet.gateway.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many requests are let through. */
class RateTest {

  @Test
  void aClockThatIsPutBackKeepsNobodyWaiting() {
    var bucket = new Rate(60, 10).newBucket();
    assertThat(bucket.getTimeMeter().isWallClockBased()).isFalse();
  }
}
