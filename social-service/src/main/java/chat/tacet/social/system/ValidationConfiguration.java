package chat.tacet.social.system;

import jakarta.validation.MessageInterpolator;
import java.util.Locale;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Problem documents name the rule that was broken and never show a validator's message, so none is
 * made: that would read resource files on an event loop and evaluate expressions.
 */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {

  @Bean
  ValidationConfigurationCustomizer noMessages() {
    return configuration -> configuration.messageInterpolator(new NoMessages());
  }

  private static final class NoMessages implements MessageInterpolator {

    @Override
    public String interpolate(String template, Context context) {
      return template;
    }

    @Override
    public String interpolate(String template, Context context, Locale locale) {
      return template;
    }
  }
}
