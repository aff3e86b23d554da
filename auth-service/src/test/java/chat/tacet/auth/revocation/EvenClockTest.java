package chat.tacet.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Revocations outlive a clock that jumps. */
class EvenClockTest {

  private static final Duration WANTED = Duration.ofMinutes(15);
  private static final Duration STEP = Duration.ofMinutes(1);

  private Instant wall = Instant.parse("2026-11-23T08:00:00Z");
  private long nanos;
  private final EvenClock even = new EvenClock(new Wall(), () -> nanos, WANTED);

  @Test
  void isTrustedAfterItRanEvenlyForLongEnough() {
    assertThat(passes(Duration.ofMinutes(14))).isFalse();
    assertThat(passes(STEP)).isTrue();
  }

  @Test
  void aJumpByAnHourOrADayAheadOrBackBeginsAnew() {
    for (int hours : new int[] {1, -1, 24, -24}) {
      assertThat(passes(WANTED)).isTrue();
      wall = wall.plus(Duration.ofHours(hours));
      assertThat(even.isTrusted()).as("after %d h", hours).isFalse();
      assertThat(passes(Duration.ofMinutes(14))).isFalse();
      assertThat(passes(STEP)).isTrue();
    }
  }

  @Test
  void isNotIrritatedByClocksThatAreKeptInTime() {
    assertThat(passes(WANTED)).isTrue();
    wall = wall.plusSeconds(2);
    assertThat(passes(STEP)).isTrue();
  }

  /** Looks as often as the chore does. */
  private boolean passes(Duration time) {
    boolean trusted = false;
    for (long minute = 0; minute < time.toMinutes(); minute++) {
      nanos += STEP.toNanos();
      wall = wall.plus(STEP);
      trusted = even.isTrusted();
    }
    return trusted;
  }

  private final class Wall extends Clock {
    @Override
    public Instant instant() {
      return wall;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
