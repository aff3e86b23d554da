package chat.tacet.kit.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * Time and number of garbage collections. Micrometer's own meters for it listen to notifications
 * and have to be closed; two counters are enough to see that memory is short.
 */
final class CollectorMeters implements MeterBinder {

  private static final double MS = 1000;

  @Override
  public void bindTo(MeterRegistry registry) {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      FunctionCounter.builder("jvm.gc.time", collector, each -> each.getCollectionTime() / MS)
          .description("Time spent collecting garbage")
          .baseUnit("seconds")
          .tag("collector", collector.getName())
          .register(registry);
      FunctionCounter.builder(
              "jvm.gc.collections", collector, GarbageCollectorMXBean::getCollectionCount)
          .description("Garbage collections")
          .tag("collector", collector.getName())
          .register(registry);
    }
  }
}
