package chat.tacet.kit.boot;

import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * How the log is written. {@code logback.xml} reads the same setting before anything can be
 * refused, and takes what it does not know for text.
 */
final class LogFormat {

  private static final Set<String> FORMATS = Set.of("text", "json");

  private LogFormat() {}

  static void require(ConfigurableApplicationContext context) {
    var wanted = context.getEnvironment().getProperty("tacet.log-format", "").strip();
    if (!wanted.isEmpty() && !FORMATS.contains(wanted)) {
      throw new StartRefusedException(
          "TACET_LOG_FORMAT is no format of a log.", "Set it to text or json.");
    }
  }
}
