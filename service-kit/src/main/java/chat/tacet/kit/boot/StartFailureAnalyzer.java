package chat.tacet.kit.boot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Finds the plain words for failures that operators meet. Asked before Boot's own analyzers, which
 * do not know our variables.
 */
final class StartFailureAnalyzer implements FailureAnalyzer, Ordered {

  private final Environment environment;

  /** Boot finds this constructor. */
  StartFailureAnalyzer(Environment environment) {
    this.environment = environment;
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case StartRefusedException refused -> {
          return new FailureAnalysis(refused.getMessage(), refused.remedy(), failure);
        }
        case PortInUseException taken -> {
          return portTaken(taken, failure);
        }
        case RedisConnectionFailureException _ -> {
          return new FailureAnalysis(
              "Redis cannot be reached.",
              "Start it, or set TACET_REDIS_URL to one that runs, with its password.",
              failure);
        }
        default -> {}
      }
    }
    return null;
  }

  private FailureAnalysis portTaken(PortInUseException taken, Throwable failure) {
    var variable = environment.getProperty(SharedDefaults.PORT_VARIABLE, "its port");
    return new FailureAnalysis(
        "Port %d is taken by another program.".formatted(taken.getPort()),
        "Stop that program, or choose another port with %s.".formatted(variable),
        failure);
  }
}
