package chat.tacet.kit.boot;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Finds the plain words for failures that operators meet. Asked before Boot's own analyzers, which
 * do not know our variables.
 */
final class StartFailureAnalyzer implements FailureAnalyzer, Ordered {

  static final String DOCUMENTED = "docs/self-hosting.md, \"Settings\", says what it may be.";

  /** What a variable looks like, by what is read from it. */
  private static final Map<Class<?>, String> FORMS =
      Map.of(
          Integer.class, "a whole number below 2147483648",
          Long.class, "a whole number",
          Double.class, "a number",
          Duration.class, "a time such as 500ms, 30s or 5m",
          DataSize.class, "a size such as 512KB or 64MB",
          URI.class, "an address",
          List.class, "a list of addresses, separated by commas");

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
    // A refusal of ours says it best, also where Boot wrapped it into an exception known below.
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StartRefusedException refused) {
        return new FailureAnalysis(refused.getMessage(), refused.remedy(), failure);
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
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
          var refused = refusal(unusable);
          return new FailureAnalysis(refused.getMessage(), refused.remedy(), failure);
        }
        default -> {}
      }
    }
    return null;
  }

  /** Names the variable. What it was set to may be a secret, and is not said. */
  static StartRefusedException refusal(BindException unusable) {
    var variable = variable(unusable.getName());
    var says =
        unusable.getCause() instanceof ConversionException
            ? "%s has to be %s.".formatted(variable, form(unusable))
            : "A setting of %s… does not hold: %s."
                .formatted(variable, rootOf(unusable).getMessage());
    return new StartRefusedException(says, DOCUMENTED);
  }

  /** The environment variable that sets a property. */
  static String variable(ConfigurationPropertyName property) {
    return property.toString().replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
  }

  private static String form(BindException unusable) {
    var type = unusable.getTarget().getType().toClass();
    return FORMS.getOrDefault(ClassUtils.resolvePrimitiveIfNecessary(type), type.getSimpleName());
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
