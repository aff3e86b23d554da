package chat.tacet.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.standalone.doctor.Finding.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

/** What the doctor says of a clock that is seen in whole seconds, over a way that takes time. */
class ClockCheckTest {

  private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

  @Test
  void aFewSecondsAreAdviceAndMoreThanAMinuteIsBroken() {
    assertThat(level(NOON, NOON, NOON)).isEqualTo(Level.GOOD);
    assertThat(level(NOON, NOON, NOON.plusSeconds(1))).isEqualTo(Level.GOOD);
    assertThat(level(NOON, NOON, NOON.plusSeconds(2))).isEqualTo(Level.ADVICE);
    assertThat(level(NOON, NOON, NOON.plusSeconds(60))).isEqualTo(Level.ADVICE);
    assertThat(level(NOON, NOON, NOON.plusSeconds(61))).isEqualTo(Level.BROKEN);
    assertThat(level(NOON, NOON, NOON.minusSeconds(62))).isEqualTo(Level.BROKEN);
  }

  @Test
  void aDateIsAnyMomentOfItsSecond() {
    var lateInIt = NOON.plusMillis(2_900);

    assertThat(level(lateInIt, lateInIt, NOON)).isEqualTo(Level.GOOD);
    assertThat(level(NOON.plusSeconds(3), NOON.plusSeconds(3), NOON)).isEqualTo(Level.ADVICE);
  }

  @Test
  void aSlowWayIsNobodysClock() {
    assertThat(level(NOON, NOON.plusSeconds(9), NOON)).isEqualTo(Level.GOOD);
    assertThat(level(NOON, NOON.plusSeconds(9), NOON.plusSeconds(9))).isEqualTo(Level.GOOD);
  }

  @Test
  void whoSendsNoDateIsNotJudged() {
    assertThat(new ClockCheck(NOON, NOON).of("").level()).isEqualTo(Level.ADVICE);
  }

  private static Level level(Instant asked, Instant answered, Instant there) {
    var date = DateTimeFormatter.RFC_1123_DATE_TIME.format(there.atZone(ZoneOffset.UTC));
    return new ClockCheck(asked, answered).of(date).level();
  }
}
