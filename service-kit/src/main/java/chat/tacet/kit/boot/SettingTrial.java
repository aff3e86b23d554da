package chat.tacet.kit.boot;

import java.util.Map;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Whether a service takes what a variable says, for a program that is no service. */
public final class SettingTrial {

  /** The ending tells Boot to read TACET_REDIS_URL as tacet.redis-url. */
  private static final String NAME = "tried-systemEnvironment";

  private SettingTrial() {}

  /**
   * Reads one setting as a service does.
   *
   * @param property such as {@code tacet.gateway.max-body}
   * @param wanted what is to be read from it
   * @throws StartRefusedException when a service would not start with it
   */
  public static void require(String property, Bindable<?> wanted, Map<String, String> variables) {
    var source = new SystemEnvironmentPropertySource(NAME, Map.copyOf(variables));
    try {
      new Binder(ConfigurationPropertySources.from(source))
          .bind(property, wanted, new SettingsAboveZero().apply(BindHandler.DEFAULT));
    } catch (BindException unusable) {
      throw unusable.getCause() instanceof StartRefusedException refused
          ? refused
          : StartFailureAnalyzer.refusal(unusable);
    }
  }
}
