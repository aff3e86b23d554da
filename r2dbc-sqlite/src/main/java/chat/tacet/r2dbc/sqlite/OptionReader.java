package chat.tacet.r2dbc.sqlite;

import static chat.tacet.r2dbc.sqlite.SqliteConnectionFactoryProvider.BUSY_TIMEOUT;
import static chat.tacet.r2dbc.sqlite.SqliteConnectionFactoryProvider.FOREIGN_KEYS;
import static chat.tacet.r2dbc.sqlite.SqliteConnectionFactoryProvider.IDLE_TIMEOUT;
import static chat.tacet.r2dbc.sqlite.SqliteConnectionFactoryProvider.MAX_WAITING;
import static chat.tacet.r2dbc.sqlite.SqliteConnectionFactoryProvider.PROTOCOL_FILE;
import static chat.tacet.r2dbc.sqlite.SqliteConnectionFactoryProvider.PROTOCOL_MEMORY;
import static chat.tacet.r2dbc.sqlite.SqliteConnectionFactoryProvider.READERS;
import static chat.tacet.r2dbc.sqlite.SqliteConnectionFactoryProvider.SYNCHRONOUS;

import chat.tacet.r2dbc.sqlite.client.DatabaseSettings;
import chat.tacet.r2dbc.sqlite.client.DatabaseSettings.Synchronous;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the options of a factory. Values from a URL are text; programs may give the real
 * types.
 */
final class OptionReader {

  private static final int DEFAULT_READERS = 4;
  private static final int MAX_READERS = 64;

  /** Longer than any burst of ours, short enough that the last one waits a second or so. */
  private static final int DEFAULT_MAX_WAITING = 1_000;

  private static final Duration DEFAULT_BUSY_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DEFAULT_LOCK_WAIT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration DEFAULT_STATEMENT_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration MAX_TIMEOUT = Duration.ofDays(1);

  private final ConnectionFactoryOptions options;

  private OptionReader(ConnectionFactoryOptions options) {
    this.options = options;
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if an option is missing or out of range
   */
  static DatabaseSettings read(ConnectionFactoryOptions options) {
    OptionReader reader = new OptionReader(options);
    return new DatabaseSettings(
        reader.file(),
        reader.number(READERS, DEFAULT_READERS, MAX_READERS),
        reader.synchronous(),
        reader.flag(FOREIGN_KEYS, true),
        reader.duration(BUSY_TIMEOUT, DEFAULT_BUSY_TIMEOUT),
        reader.duration(ConnectionFactoryOptions.LOCK_WAIT_TIMEOUT, DEFAULT_LOCK_WAIT_TIMEOUT),
        reader.duration(ConnectionFactoryOptions.STATEMENT_TIMEOUT, DEFAULT_STATEMENT_TIMEOUT),
        reader.positive(IDLE_TIMEOUT, DEFAULT_IDLE_TIMEOUT),
        reader.number(MAX_WAITING, DEFAULT_MAX_WAITING, Integer.MAX_VALUE));
  }

  private @Nullable Path file() {
    Object protocol = options.getValue(ConnectionFactoryOptions.PROTOCOL);
    if (PROTOCOL_MEMORY.equals(protocol)) {
      return null;
    }
    if (protocol != null && !"".equals(protocol) && !PROTOCOL_FILE.equals(protocol)) {
      throw new IllegalArgumentException("the protocol is file or mem");
    }
    String database = options.getRequiredValue(ConnectionFactoryOptions.DATABASE).toString();
    try {
      // A URL loses the slash before its path: everything but ./ and ../ (and C:/ on Windows) was
      // absolute.
      boolean explicit =
          database.startsWith("./") || database.startsWith("../") || Path.of(database).isAbsolute();
      return checkPath(Path.of(explicit ? database : "/" + database).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("the database is not a valid path", e);
    }
  }

  private static Path checkPath(Path path) {
    if (path.toString().indexOf('?') >= 0 || path.getFileName() == null) {
      throw new IllegalArgumentException(
          "the path must name a file, without a question mark, which sqlite-jdbc takes for options");
    }
    return path;
  }

  private Synchronous synchronous() {
    return value(
        SYNCHRONOUS, Synchronous.FULL, text -> Synchronous.valueOf(text.toUpperCase(Locale.ROOT)));
  }

  private int number(Option<Integer> option, int preset, int max) {
    int value = value(option, preset, Integer::valueOf);
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(option.name() + " is a number from 1 to " + max);
    }
    return value;
  }

  private boolean flag(Option<Boolean> option, boolean preset) {
    return value(
        option,
        preset,
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("neither true nor false");
            });
  }

  private Duration duration(Option<Duration> option, Duration preset) {
    Duration value = value(option, preset, Duration::parse);
    if (value.isNegative() || value.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(option.name() + " is a duration of at most a day");
    }
    return value;
  }

  private Duration positive(Option<Duration> option, Duration preset) {
    Duration value = duration(option, preset);
    if (value.isZero()) {
      throw new IllegalArgumentException(option.name() + " cannot be switched off");
    }
    return value;
  }

  private <T> T value(Option<?> option, T preset, Function<String, T> parse) {
    Object value = options.getValue(option);
    if (value == null) {
      return preset;
    }
    try {
      // Duration, Integer, Boolean and the enum print what their parsers read
      return parse.apply(value.toString());
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new IllegalArgumentException("the option " + option.name() + " cannot be read", e);
    }
  }
}
