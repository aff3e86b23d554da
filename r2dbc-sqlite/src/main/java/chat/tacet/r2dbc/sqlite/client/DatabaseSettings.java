package chat.tacet.r2dbc.sqlite.client;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a database is opened and shared.
 *
 * @param file the database file; null for a database in memory, which has one connection for
 *     everything
 * @param readers number of connections, and threads, for reading
 * @param synchronous when SQLite waits for the disk
 * @param foreignKeys whether foreign keys are enforced
 * @param busyTimeout how long SQLite waits for a lock that <em>another process</em> holds
 * @param lockWaitTimeout how long a statement or transaction waits for a lane
 * @param statementTimeout how long one statement may run in SQLite; zero for no limit
 * @param idleTimeout how long a transaction or an open cursor may hold a lane without using it
 * @param maxWaiting how many may wait for the writer, and how many for the readers
 */
public record DatabaseSettings(
    @Nullable Path file,
    int readers,
    Synchronous synchronous,
    boolean foreignKeys,
    Duration busyTimeout,
    Duration lockWaitTimeout,
    Duration statementTimeout,
    Duration idleTimeout,
    int maxWaiting) {

  /** SQLite's {@code PRAGMA synchronous}. */
  public enum Synchronous {
    /** Survives a crash of the process; the last commits may be lost with the power. */
    NORMAL,
    /** An acknowledged commit survives a loss of power. */
    FULL,
    /** Like FULL, and syncs the directory too. */
    EXTRA
  }
}
