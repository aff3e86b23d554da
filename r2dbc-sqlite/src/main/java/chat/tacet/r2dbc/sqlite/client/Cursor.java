package chat.tacet.r2dbc.sqlite.client;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.CoreStatement;

/** An open statement and its position. Confined to its lane's thread. */
final class Cursor implements AutoCloseable {

  private final Handle handle;
  private final String sql;
  private final PreparedStatement statement;
  private List<Column> columns = List.of();
  private @Nullable ResultSet rows;
  private boolean executed;
  private boolean onRow;
  private boolean failed;
  private boolean closed;

  Cursor(Handle handle, String sql, PreparedStatement statement) {
    this.handle = handle;
    this.sql = sql;
    this.statement = statement;
  }

  /** Steps to the next row unless the cursor already stands on one that was not read. */
  boolean hasNext() throws SQLException {
    try {
      return step();
    } catch (SQLException e) {
      failed = true;
      throw e;
    }
  }

  private boolean step() throws SQLException {
    if (!executed) {
      executed = true;
      if (statement.execute()) {
        columns = readColumns();
        rows = statement.getResultSet();
      }
    }
    if (!onRow && rows != null) {
      onRow = rows.next();
    }
    return onRow;
  }

  /** Reads the row on which {@link #hasNext} has put the cursor. */
  RowData next() throws SQLException {
    if (rows == null || !onRow) {
      throw new IllegalStateException("the cursor is not on a row");
    }
    List<@Nullable Object> values = new ArrayList<>(columns.size());
    for (int i = 1; i <= columns.size(); i++) {
      Object value = rows.getObject(i);
      values.add(value instanceof Integer number ? Long.valueOf(number) : value);
    }
    onRow = false;
    return new RowData(columns, values);
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
      if (rows != null) {
        rows.close();
      }
      statement.clearParameters();
    } catch (SQLException e) {
      discard();
      throw e;
    }
    handle.keep(sql, statement);
  }

  private void discard() {
    try {
      statement.close();
    } catch (SQLException alreadyThrown) {
      // sqlite3_finalize() reports the failure of the last step once more.
    }
  }

  private List<Column> readColumns() throws SQLException {
    CoreStatement core = statement.unwrap(CoreStatement.class);
    return core.pointer.safeRun((db, pointer) -> {
      int count = db.column_count(pointer);
      List<Column> found = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        @Nullable String declared = db.column_decltype(pointer, i);
        found.add(new Column(db.column_name(pointer, i), declared == null ? "" : declared));
      }
      return List.copyOf(found);
    });
  }
}
