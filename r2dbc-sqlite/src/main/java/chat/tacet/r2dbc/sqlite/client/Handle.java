package chat.tacet.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;

/** One SQLite connection. Confined to its lane's thread. */
final class Handle implements AutoCloseable {

  /**
   * Steps of SQLite's virtual machine, some tens of microseconds, between two looks at cancellation
   * and time.
   */
  private static final int STEPS_BETWEEN_CHECKS = 1_000;

  /**
   * Rows that a statement other than a query may return: they are all held in memory. Beyond this
   * it is interrupted at the next look, some hundred rows later, and SQLite undoes what it did.
   */
  static final int MAX_RETURNED_ROWS = 100_000;

  /** After this, a turn of a series ends with the binding it is at: others wait for the writer. */
  private static final long MAX_TURN_NANOS = Duration.ofMillis(10).toNanos();

  /** Statements that are prepared already: a service has some dozens. */
  private static final int MAX_PREPARED = 64;

  private final SQLiteConnection connection;
  private final Set<Cursor> cursors = new HashSet<>();

  /** By their text; whichever was not used for longest is closed first. None of these is open. */
  private final SequencedMap<String, Prepared> prepared = new LinkedHashMap<>();

  private BooleanSupplier stop = () -> false;
  private boolean inTransaction;

  Handle(SQLiteConnection connection) throws SQLException {
    this.connection = connection;
    // Rather a progress handler than sqlite3_interrupt: it is asked on this thread, within the
    // statement it is about,
    // so a late cancellation can never hit the next statement of somebody else.
    ProgressHandler.setHandler(
        connection,
        STEPS_BETWEEN_CHECKS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return stop.getAsBoolean() ? 1 : 0;
          }
        });
  }

  /** Sets the condition on which a running statement is interrupted. */
  void stopWhen(BooleanSupplier condition) {
    stop = condition;
  }

  Cursor open(Query query) throws SQLException {
    Prepared kept = prepared.remove(query.sql());
    Prepared statement = kept == null ? new Prepared(connection, query.sql()) : kept;
    Cursor cursor = new Cursor(this, statement, query.values());
    cursors.add(cursor);
    return cursor;
  }

  void forget(Cursor cursor) {
    cursors.remove(cursor);
  }

  /**
   * Takes back a statement that is at its beginning again. SQLite prepares it anew by itself when
   * the schema has changed since.
   */
  void keep(Prepared statement) throws SQLException {
    if (!statement.reusable()) {
      statement.close();
      return;
    }
    Prepared other = prepared.put(statement.sql(), statement);
    if (other != null) {
      other.close();
    }
    if (prepared.size() > MAX_PREPARED) {
      prepared.pollFirstEntry().getValue().close();
    }
  }

  /** Runs a statement to its end. */
  Outcome run(Query query) throws SQLException {
    List<RowData> rows = new ArrayList<>();
    BooleanSupplier outerStop = stop;
    stop = () -> rows.size() >= MAX_RETURNED_ROWS || outerStop.getAsBoolean();
    try (Cursor cursor = open(query)) {
      while (cursor.hasNext()) {
        rows.add(cursor.next());
      }
      return new Outcome(rows, query.counted() ? connection.getDatabase().changes() : 0);
    } catch (SQLException e) {
      if (rows.size() >= MAX_RETURNED_ROWS) {
        throw Errors.tooManyRows(MAX_RETURNED_ROWS, query.sql(), e);
      }
      throw e;
    } finally {
      stop = outerStop; // or each binding of a series would ask for all those before it as well
    }
  }

  /**
   * Runs a change with one binding after the other until its turn is over, and at least with the
   * first.
   *
   * @param changes gets the number of changed rows for each binding that the change was run with,
   *     also if a later one fails
   */
  void runTurn(
      String sql, List<List<@Nullable Object>> bindings, TimeBudget budget, List<Long> changes)
      throws SQLException {
    long began = System.nanoTime();
    try (Cursor cursor = open(new Query(sql, bindings.get(0), true))) {
      for (List<@Nullable Object> values : bindings) {
        budget.renew(); // before the look: what the last one took is no reason to stop
        if (stop.getAsBoolean()) {
          throw Errors.ended();
        }
        cursor.restart(values);
        cursor.hasNext(); // it returns no rows, so this runs it to its end
        changes.add(connection.getDatabase().changes());
        if (System.nanoTime() - began > MAX_TURN_NANOS) {
          return;
        }
      }
    }
  }

  void begin(Access access) throws SQLException {
    if (access == Access.WRITE) {
      execute("BEGIN IMMEDIATE");
      inTransaction = true;
    } else {
      execute("BEGIN");
      inTransaction = true;
      // SQLite takes the snapshot with the first read; take it now, at the time the caller believes
      // in
      execute("SELECT 1 FROM sqlite_schema LIMIT 1");
    }
  }

  void commit() throws SQLException {
    // Not to be interrupted: a commit of unknown outcome is worse than one that comes late.
    stopWhen(() -> false);
    execute("COMMIT");
    inTransaction = false;
  }

  /** Rolls back what is open, if anything is. */
  void rollback() throws SQLException {
    if (inTransaction && !transactionLost()) {
      execute("ROLLBACK");
    }
    inTransaction = false;
  }

  boolean inTransaction() {
    return inTransaction;
  }

  /**
   * Tells whether SQLite has rolled back the transaction on its own, as it does after an
   * interrupted write, a full disk or {@code ON CONFLICT ROLLBACK}. There is no transaction exactly
   * if a new one can be begun.
   */
  boolean transactionLost() throws SQLException {
    try {
      execute("BEGIN");
    } catch (SQLException e) {
      return false;
    }
    execute("ROLLBACK");
    return true;
  }

  void execute(String sql) throws SQLException {
    try (Cursor cursor = open(new Query(sql, List.of(), false))) {
      cursor.hasNext();
    }
  }

  /** Makes the connection as good as new for the next lease. */
  void reset() throws SQLException {
    stopWhen(() -> false);
    closeCursors();
    rollback();
  }

  private void closeCursors() throws SQLException {
    for (Cursor cursor : List.copyOf(cursors)) {
      cursor.close();
    }
  }

  @Override
  public void close() throws SQLException {
    stopWhen(() -> false);
    connection.close(); // closes statements and rolls back
  }
}
