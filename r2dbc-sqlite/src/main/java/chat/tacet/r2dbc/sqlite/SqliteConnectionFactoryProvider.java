package chat.tacet.r2dbc.sqlite;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.ConnectionFactoryProvider;
import io.r2dbc.spi.Option;
import java.time.Duration;

/**
 * Makes connection factories from options or URLs. These name a file:
 *
 * <pre>{@code
 * r2dbc:sqlite:file:///var/lib/app/app.db     absolute
 * r2dbc:sqlite:///var/lib/app/app.db          the same
 * r2dbc:sqlite:file:///./data/app.db          relative to the working directory
 * r2dbc:sqlite:mem:///anything                in memory; lives and dies with the factory
 * }</pre>
 *
 * <p>Options are given after a question mark: {@code ?synchronous=NORMAL&readers=2}. Durations are
 * ISO 8601, like {@code PT5S}.
 */
public final class SqliteConnectionFactoryProvider implements ConnectionFactoryProvider {

  /** The driver's name in URLs and options. */
  public static final String SQLITE_DRIVER = "sqlite";

  /** The protocol of a database in a file; also taken when none is given. */
  public static final String PROTOCOL_FILE = "file";

  /** The protocol of a database in memory. */
  public static final String PROTOCOL_MEMORY = "mem";

  /** Number of connections for reading, each with a thread. Default 4. */
  public static final Option<Integer> READERS = Option.valueOf("readers");

  /**
   * {@code NORMAL}, {@code FULL} or {@code EXTRA}. Default FULL: an acknowledged commit survives a
   * loss of power.
   */
  public static final Option<String> SYNCHRONOUS = Option.valueOf("synchronous");

  /** Whether foreign keys are enforced. Default true. */
  public static final Option<Boolean> FOREIGN_KEYS = Option.valueOf("foreignKeys");

  /** How long SQLite waits for a lock held by another process. Default 5 s. */
  public static final Option<Duration> BUSY_TIMEOUT = Option.valueOf("busyTimeout");

  /** After how long without use a transaction or open cursor is rolled back. Default 30 s. */
  public static final Option<Duration> IDLE_TIMEOUT = Option.valueOf("idleTimeout");

  /** How many may wait for the writer, and how many for the readers. Default 1,000. */
  public static final Option<Integer> MAX_WAITING = Option.valueOf("maxWaiting");

  @Override
  public SqliteConnectionFactory create(ConnectionFactoryOptions options) {
    return new SqliteConnectionFactory(OptionReader.read(options));
  }

  @Override
  public boolean supports(ConnectionFactoryOptions options) {
    return SQLITE_DRIVER.equals(options.getValue(ConnectionFactoryOptions.DRIVER));
  }

  @Override
  public String getDriver() {
    return SQLITE_DRIVER;
  }
}
