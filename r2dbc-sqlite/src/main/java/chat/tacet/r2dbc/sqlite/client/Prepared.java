package chat.tacet.r2dbc.sqlite.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * A statement that SQLite has prepared. It calls SQLite's own functions instead of JDBC's, which
 * ask for twice as much at each step. Confined to its lane's thread.
 */
final class Prepared {

  private static final Pattern PRAGMA = Pattern.compile("\\s*pragma\\b", Pattern.CASE_INSENSITIVE);

  private final String sql;
  private final PreparedStatement statement;
  private final CoreStatement core;
  private final boolean reusable;

  Prepared(Connection connection, String sql) throws SQLException {
    this.sql = sql;
    this.statement = connection.prepareStatement(sql);
    this.core = statement.unwrap(CoreStatement.class);
    // some pragmas do their work while they are prepared
    this.reusable = !PRAGMA.matcher(sql).lookingAt();
  }

  String sql() {
    return sql;
  }

  boolean reusable() {
    return reusable;
  }

  /** Binds the values and makes the first step; tells whether that led to a row. */
  boolean start(List<@Nullable Object> values) throws SQLException {
    return core.getDatabase().execute(core, values.toArray());
  }

  /** Makes a further step; tells whether that led to a row. */
  boolean step() throws SQLException {
    return core.pointer.safeRunInt(Prepared::step) == Codes.SQLITE_ROW;
  }

  private static int step(DB db, long pointer) throws SQLException {
    int status = db.step(pointer);
    if (status != Codes.SQLITE_ROW && status != Codes.SQLITE_DONE) {
      db.throwex(status);
    }
    return status;
  }

  List<Column> columns() throws SQLException {
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

  /** Copies the row on which the last step has put it. */
  List<@Nullable Object> row(int columns) throws SQLException {
    return core.pointer.safeRun((db, pointer) -> {
      List<@Nullable Object> values = new ArrayList<>(columns);
      for (int i = 0; i < columns; i++) {
        values.add(value(db, pointer, i));
      }
      return values;
    });
  }

  private static @Nullable Object value(DB db, long pointer, int column) throws SQLException {
    return switch (db.column_type(pointer, column)) {
      case Codes.SQLITE_INTEGER -> db.column_long(pointer, column);
      case Codes.SQLITE_FLOAT -> db.column_double(pointer, column);
      case Codes.SQLITE_BLOB -> db.column_blob(pointer, column);
      case Codes.SQLITE_NULL -> null;
      default -> db.column_text(pointer, column);
    };
  }

  /** Puts it at its beginning. What was bound stays until other values are. */
  void rewind() throws SQLException {
    core.pointer.safeRunConsume(DB::reset);
  }

  /** Puts it at its beginning, and lets go of what was bound. */
  void reset() throws SQLException {
    core.pointer.safeRunConsume((db, pointer) -> {
      db.reset(pointer);
      db.clear_bindings(pointer);
    });
  }

  void close() throws SQLException {
    statement.close();
  }
}
