package chat.tacet.relay.connection;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.relay.TestLimits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PulseTest {

  private final Pulse pulse =
      new Pulse(
          TestLimits.with(
              Map.of(
                  "connection.read-idle", "50s",
                  "connection.write-stall", "30s",
                  "connection.reread", "15s",
                  "rate.frames", "1",
                  "rate.frames-burst", "2")),
          0);

  @Test
  void aReaderWhoStallsIsTooSlowThoughItPings() {
    assertThat(pulse.failing(true, seconds(10))).isNull();
    pulse.heard(seconds(35));

    assertThat(pulse.failing(false, seconds(40))).isNull();
    assertThat(pulse.failing(false, seconds(41))).isEqualTo(Goodbye.Code.TOO_SLOW);
  }

  @Test
  void silenceIsIdle() {
    pulse.heard(seconds(20));

    assertThat(pulse.failing(true, seconds(70))).isNull();
    assertThat(pulse.failing(true, seconds(71))).isEqualTo(Goodbye.Code.IDLE);
  }

  @Test
  void tokensComeBack() {
    assertThat(pulse.pays(1, 0)).isTrue();
    assertThat(pulse.pays(1, 0)).isTrue();
    assertThat(pulse.pays(1, 0)).isFalse();
    assertThat(pulse.pays(1, seconds(1))).isTrue();
  }

  @Test
  void theSlowTimerComesRound() {
    assertThat(pulse.rereadDue(seconds(15))).isFalse();
    assertThat(pulse.rereadDue(seconds(16))).isTrue();
    assertThat(pulse.rereadDue(seconds(17))).isFalse();
    assertThat(pulse.rereadDue(seconds(32))).isTrue();
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
