package chat.tacet.kit.json;

import jakarta.validation.MessageInterpolator;
import java.util.Locale;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Problem documents name the rule that was broken and never show a validator's message, so none is
 * made: that would read resource files on an event loop and evaluate expressions.
 */
@AutoConfiguration(before = ValidationAutoConfiguration.class)
public class QuietValidationAutoConfiguration {

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
