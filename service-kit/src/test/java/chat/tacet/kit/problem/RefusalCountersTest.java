package chat.tacet.kit.problem;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.kit.metrics.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class RefusalCountersTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void theFirstInternalErrorIsGrowthOfACounterThatWasThere() {
    var counters = new RefusalCounters(new Meters(registry, "some-service"));
    assertThat(internal()).isZero();

    counters.count("internal");

    assertThat(internal()).isOne();
  }

  private double internal() {
    return registry
        .get("tacet.refusals")
        .tags("code", "internal", "service", "some-service")
        .counter()
        .count();
  }
}
