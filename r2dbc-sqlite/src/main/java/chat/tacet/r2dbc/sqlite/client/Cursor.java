package chat.tacet.r2dbc.sqlite.client;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open statement and its position. Confined to its lane's thread. */
final class Cursor implements AutoCloseable {

  private enum Position {
    BEFORE,
    ON_NEW_ROW,
    ON_READ_ROW,
    AFTER
  }

  private final Handle handle;
  private final Prepared statement;
  private List<@Nullable Object> values;
  private @Nullable List<Column> columns;
  private Position position = Position.BEFORE;
  private boolean failed;
  private boolean closed;

  Cursor(Handle handle, Prepared statement, List<@Nullable Object> values) {
    this.handle = handle;
    this.statement = statement;
    this.values = values;
  }

  /** Puts the statement at its beginning, to run it again with other values. */
  void restart(List<@Nullable Object> others) throws SQLException {
    statement.rewind();
    values = others;
    position = Position.BEFORE;
  }

  /** Steps to the next row unless the cursor already stands on one that was not read. */
  boolean hasNext() throws SQLException {
    if (position == Position.BEFORE || position == Position.ON_READ_ROW) {
      failed = true; // holds if stepping fails
      boolean row = position == Position.BEFORE ? statement.start(values) : statement.step();
      failed = false;
      position = row ? Position.ON_NEW_ROW : Position.AFTER;
    }
    return position == Position.ON_NEW_ROW;
  }

  /** Reads the row on which {@link #hasNext} has put the cursor. */
  RowData next() throws SQLException {
    if (position != Position.ON_NEW_ROW) {
      throw new IllegalStateException("the cursor is not on a new row");
    }
    List<Column> known = columns;
    if (known == null) {
      known = statement.columns();
      columns = known;
    }
    position = Position.ON_READ_ROW;
    return new RowData(known, statement.row(known.size()));
  }

  /**
   * Keeps the statement for the next one who asks the same, unless it failed. Does nothing the
   * second time: by then somebody else may have it.
   */
  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    handle.forget(this);
    if (failed) {
      discard();
      return;
    }
    try {
      statement.reset();
    } catch (SQLException e) {
      discard();
      throw e;
    }
    handle.keep(statement);
  }

  private void discard() {
    try {
      statement.close();
    } catch (SQLException alreadyThrown) {
      // sqlite3_finalize() reports the failure of the last step once more.
    }
  }
}
