package chat.tacet.r2dbc.sqlite;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The argument checks that R2DBC asks for. */
final class Arguments {

  private Arguments() {}

  static <T> T requireNonNull(@Nullable T argument, String name) {
    if (argument == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return argument;
  }

  static void requireNotNegative(@Nullable Duration timeout) {
    if (requireNonNull(timeout, "timeout").isNegative()) {
      throw new IllegalArgumentException("timeout must not be negative");
    }
  }
}
