package chat.tacet.kit.redaction;

import org.jspecify.annotations.Nullable;

/**
 * Errors without their messages. The text of a foreign exception can hold what a person typed (a
 * database names the duplicate key, a parser quotes its input), so logs get types and places only.
 */
public final class Redacted {

  /** Causes followed: a cycle must not fill the log. */
  private static final int MAX_CAUSES = 6;

  private Redacted() {}

  /** The types of an error and its causes in one line. */
  public static String summary(Throwable error) {
    var line = new StringBuilder();
    @Nullable Throwable cause = error;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      line.append(depth == 0 ? "" : " <- ").append(cause.getClass().getName());
      cause = cause.getCause();
    }
    return line.toString();
  }
}
