package chat.tacet.kit.redaction;

import static java.util.stream.Collectors.joining;

import java.util.Objects;
import java.util.stream.Stream;

/**
 * Errors without their messages. The text of a foreign exception can hold what a person typed (a
 * database names the duplicate key, a parser quotes its input), so logs get types and places only.
 */
public final class Redacted {

  /** Causes followed: a cycle must not fill the log, or be gone round for ever. */
  private static final int MAX_CAUSES = 6;

  private Redacted() {}

  /** The types of an error and its causes in one line. */
  public static String summary(Throwable error) {
    return causes(error).map(cause -> cause.getClass().getName()).collect(joining(" <- "));
  }

  /** An error and its causes, as far as they are followed. */
  public static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
  }
}
