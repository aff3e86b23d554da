package chat.tacet.kit.problem;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalCountersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @ParameterizedTest
  @ValueSource(strings = {"internal", "unavailable"})
  void theFirstFailureIsGrowthOfACounterThatWasThere(String code) {
    var counters = new RefusalCounters(new Meters(registry, "some-service"));
    assertThat(counted(code)).isZero();

    counters.count(code);

    assertThat(counted(code)).isOne();
  }

  private double counted(String code) {
    return registry
        .get("tacet.refusals")
        .tags("code", code, "service", "some-service")
        .counter()
        .count();
  }
}
