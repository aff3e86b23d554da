package chat.tacet.kit.boot;

import ch.qos.logback.classic.pattern.ThrowableHandlingConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/**
 * Prints an exception by class and place, without messages: those of parsers, drivers and codecs
 * quote their input, which is what users sent. Referred to by {@code log-as-text.xml}.
 */
public final class SilentThrowableConverter extends ThrowableHandlingConverter {

  /** Enough to find the place; a storm of errors must not fill the disk. */
  private static final int MAX_FRAMES = 20;

  private static final int MAX_CAUSES = 5;

  @Override
  public String convert(ILoggingEvent event) {
    var text = new StringBuilder();
    @Nullable IThrowableProxy throwable = event.getThrowableProxy();
    for (int depth = 0; throwable != null && depth < MAX_CAUSES; depth++) {
      text.append(depth == 0 ? "  " : "  caused by ")
          .append(throwable.getClassName())
          .append(System.lineSeparator());
      appendFrames(text, throwable.getStackTraceElementProxyArray());
      throwable = throwable.getCause();
    }
    return text.toString();
  }

  private static void appendFrames(StringBuilder text, StackTraceElementProxy[] frames) {
    for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
      text.append("    ").append(frames[i].getSTEAsString()).append(System.lineSeparator());
    }
  }
}
