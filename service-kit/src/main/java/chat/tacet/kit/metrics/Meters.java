package chat.tacet.kit.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where a service registers what it counts. Everything carries the service's name, since several
 * may be shown together.
 */
public final class Meters {

  private static final String SERVICE = "service";

  /** Long enough for the slowest drain and the tightest bound anybody would alert on. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
    Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;
  private final String service;

  public Meters(MeterRegistry registry, String service) {
    this.registry = registry;
    this.service = service;
  }

  /** For services and tests that show nothing: whatever is counted is forgotten. */
  public static Meters none() {
    return new Meters(new CompositeMeterRegistry(), "none");
  }

  /** Whether anybody can look; if not, nothing is worth being measured by the clock. */
  public boolean areShown() {
    return !(registry instanceof CompositeMeterRegistry all) || !all.getRegistries().isEmpty();
  }

  /**
   * Something that only grows.
   *
   * @param labels names and values in turn, each value one of a fixed few
   */
  public Counter counter(String name, String meaning, String... labels) {
    return Counter.builder(name)
        .description(meaning)
        .tags(labels)
        .tag(SERVICE, service)
        .register(registry);
  }

  /** Something that goes up and down; asked for when somebody looks, so it must be quick. */
  public void gauge(String name, String meaning, Supplier<Number> value, String... labels) {
    Gauge.builder(name, value)
        .description(meaning)
        .tags(labels)
        .tag(SERVICE, service)
        .register(registry);
  }

  /** How long something takes. */
  public Timer timer(String name, String meaning) {
    return Timer.builder(name)
        .description(meaning)
        .serviceLevelObjectives(BUCKETS)
        .tag(SERVICE, service)
        .register(registry);
  }
}
