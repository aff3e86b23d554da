package chat.tacet.kit.boot;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.convert.ConversionException;
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
        case BindException unusable when unusable.getName().toString().startsWith("tacet.") -> {
          return unusableSetting(unusable, failure);
        }
        default -> {}
      }
    }
    return null;
  }

  /** Names the variable. What it was set to may be a secret, and is not said. */
  private static FailureAnalysis unusableSetting(BindException unusable, Throwable failure) {
    var variable =
        unusable.getName().toString().replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
    var says =
        unusable.getCause() instanceof ConversionException
            ? "%s cannot be read as a %s."
                .formatted(variable, unusable.getTarget().getType().toClass().getSimpleName())
            : "A setting of %s… does not hold: %s."
                .formatted(variable, rootOf(unusable).getMessage());
    return new FailureAnalysis(
        says, "docs/self-hosting.md, \"Settings\", says what it may be.", failure);
  }

  private static Throwable rootOf(Throwable failure) {
    var root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private FailureAnalysis portTaken(PortInUseException taken, Throwable failure) {
    var variable = environment.getProperty(SharedDefaults.PORT_VARIABLE, "its port");
    return new FailureAnalysis(
        "Port %d is taken by another program.".formatted(taken.getPort()),
        "Stop that program, or choose another port with %s.".formatted(variable),
        failure);
  }
}
