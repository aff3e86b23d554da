package chat.tacet.kit.boot;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.util.unit.DataSize;

/**
 * Numbers, times and sizes that an operator sets are above 0: with most others a service would
 * start, and break for the first person who meets that limit.
 */
final class SettingsAboveZero implements ConfigurationPropertiesBindHandlerAdvisor {

  private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("tacet");

  @Override
  public BindHandler apply(BindHandler next) {
    return new AbstractBindHandler(next) {
      @Override
      public @Nullable Object onSuccess(
          ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object value) {
        if (!OURS.isAncestorOf(name)) {
          return super.onSuccess(name, target, context, value);
        }
        boolean mayBeZero = target.getAnnotation(MayBeZero.class) != null;
        int sign = sign(value);
        if (sign < 0 || (sign == 0 && !mayBeZero)) {
          throw new StartRefusedException(
              "%s has to be %s."
                  .formatted(
                      StartFailureAnalyzer.variable(name), mayBeZero ? "0 or above" : "above 0"),
              StartFailureAnalyzer.DOCUMENTED);
        }
        return super.onSuccess(name, target, context, value);
      }
    };
  }

  private static int sign(Object value) {
    return switch (value) {
      case Duration duration -> duration.compareTo(Duration.ZERO);
      case DataSize size -> Long.signum(size.toBytes());
      case Number number -> (int) Math.signum(number.doubleValue());
      default -> 1;
    };
  }
}
