package chat.tacet.kit.redaction;

import static java.util.stream.Collectors.joining;

import io.r2dbc.spi.R2dbcException;
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

  /**
   * The types of an error and its causes in one line. Of what a database says also its code and
   * SQLSTATE: a full disk, a damaged file and a device that fails are of one type.
   */
  public static String summary(Throwable error) {
    return causes(error).map(Redacted::name).collect(joining(" <- "));
  }

  private static String name(Throwable error) {
    var type = error.getClass().getName();
    if (error instanceof R2dbcException refused) {
      var state = refused.getSqlState();
      return type + "[" + refused.getErrorCode() + (state == null ? "" : ", " + state) + "]";
    }
    return type;
  }

  /** An error and its causes, as far as they are followed. */
  public static Stream<Throwable> causes(Throwable error) {
    return Stream.iterate(error, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
  }
}
