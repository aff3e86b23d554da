package chat.tacet.standalone;

import chat.tacet.kit.boot.StartRefusedException;
import chat.tacet.kit.metrics.JvmMeters;
import chat.tacet.kit.metrics.MetricsServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The metrics of all services of this process, shown at one address where the operator wants it.
 */
record SharedMetrics(MeterRegistry registry) {

  private static final String PORT = "TACET_METRICS_PORT";

  static SharedMetrics start(Map<String, Object> variables, Undo undo) {
    if (!areWanted(variables)) {
      return new SharedMetrics(new CompositeMeterRegistry());
    }
    var registry = JvmMeters.registry();
    var bind = variables.getOrDefault("TACET_METRICS_BIND", "127.0.0.1").toString();
    var server = MetricsServer.start(bind, port(variables), registry);
    undo.add(server::close);
    return new SharedMetrics(registry);
  }

  static boolean areWanted(Map<String, Object> variables) {
    return !variables.getOrDefault(PORT, "").toString().isBlank();
  }

  static int port(Map<String, Object> variables) {
    try {
      return Integer.parseInt(String.valueOf(variables.get(PORT)).strip());
    } catch (NumberFormatException notANumber) {
      throw new StartRefusedException(
          "TACET_METRICS_PORT is not a port.",
          "Set it to a number from 1 to 65535, or to nothing.");
    }
  }

  /** Before anything of the context is made. */
  void giveTo(ConfigurableApplicationContext context) {
    context.getBeanFactory().registerSingleton("sharedMeters", registry);
  }
}
