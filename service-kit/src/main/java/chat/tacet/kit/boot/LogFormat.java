package chat.tacet.kit.boot;

import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * How the log is written. {@code logback.xml} reads the same setting before anything can be
 * refused, and takes what it does not know for text.
 */
public final class LogFormat {

  /** What an operator sets. */
  public static final String VARIABLE = "TACET_LOG_FORMAT";

  private static final Set<String> FORMATS = Set.of("text", "json");

  private LogFormat() {}

  static void require(ConfigurableApplicationContext context) {
    require(context.getEnvironment().getProperty("tacet.log-format", ""));
  }

  /**
   * Refuses what is neither a format nor empty, which is text.
   *
   * @throws StartRefusedException if it is
   */
  public static void require(String wanted) {
    if (!wanted.isBlank() && !FORMATS.contains(wanted.strip())) {
      throw new StartRefusedException(
          VARIABLE + " is no format of a log.", "Set it to text or json.");
    }
  }
}
