package chat.tacet.r2dbc.sqlite;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The argument checks that R2DBC asks for. */
final class Arguments {

  /** Times are counted in nanoseconds, which a long holds for 292 years. */
  private static final Duration MAX_TIMEOUT = Duration.ofDays(100 * 365);

  private Arguments() {}

  static <T> T requireNonNull(@Nullable T argument, String name) {
    if (argument == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return argument;
  }

  /** Refuses a negative timeout, and shortens one that nobody can tell from waiting for ever. */
  static Duration timeout(@Nullable Duration timeout) {
    Duration given = requireNonNull(timeout, "timeout");
    if (given.isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative");
    }
    return given.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : given;
  }
}
