package chat.tacet.r2dbc.sqlite.client;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcPermissionDeniedException;
import io.r2dbc.spi.R2dbcRollbackException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Maps SQLite's <a href="https://www.sqlite.org/rescode.html">result codes</a> to R2DBC's
 * exceptions; never by message. The error code of the exception is the extended result code.
 * Constraint violations carry the SQLSTATE that PostgreSQL gives them, so that callers (and
 * Spring's exception translation) need not know which database is behind.
 */
final class Errors {

  private Errors() {}

  static R2dbcException map(SQLException error, @Nullable String sql) {
    SQLiteErrorCode code =
        error instanceof SQLiteException sqlite
            ? sqlite.getResultCode()
            : SQLiteErrorCode.getErrorCode(error.getErrorCode());
    String reason = error.getMessage();
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
      case SQLITE_ERROR, SQLITE_RANGE ->
          new R2dbcBadGrammarException(reason, "42000", code.code, sql, error);
      case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG ->
          new R2dbcDataIntegrityViolationException(
              reason, constraintState(code), code.code, sql, error);
      case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL, SQLITE_SCHEMA, SQLITE_NOMEM ->
          new R2dbcTransientResourceException(reason, "55P03", code.code, sql, error);
      case SQLITE_ABORT, SQLITE_INTERRUPT ->
          new R2dbcRollbackException(reason, "57014", code.code, sql, error);
      case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH ->
          new R2dbcPermissionDeniedException(reason, "42501", code.code, sql, error);
      // IOERR, CORRUPT, FULL, CANTOPEN, NOTADB, INTERNAL, MISUSE and whatever comes
      default -> new R2dbcNonTransientResourceException(reason, "58000", code.code, sql, error);
    };
  }

  private static String constraintState(SQLiteErrorCode code) {
    return switch (code) {
      case SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_ROWID ->
          "23505";
      case SQLITE_CONSTRAINT_FOREIGNKEY -> "23503";
      case SQLITE_CONSTRAINT_NOTNULL -> "23502";
      case SQLITE_CONSTRAINT_CHECK -> "23514";
      case SQLITE_MISMATCH, SQLITE_TOOBIG -> "22000";
      default -> "23000";
    };
  }

  static R2dbcException statementTimeout(@Nullable String sql, Throwable cause) {
    return new R2dbcTimeoutException(
        "the statement ran longer than its time limit and was interrupted",
        "57014",
        SQLiteErrorCode.SQLITE_INTERRUPT.code,
        sql,
        cause);
  }

  static R2dbcException lockWaitTimeout(Access access, Duration timeout) {
    return new R2dbcTimeoutException(
        "no " + lane(access) + " became free within " + timeout, "55P03");
  }

  static R2dbcException queueFull(Access access, int limit) {
    return new R2dbcTransientResourceException(
        "already " + limit + " wait for the " + lane(access), "53300");
  }

  static R2dbcException tooManyStatements(int limit) {
    return new R2dbcTransientResourceException(
        "already " + limit + " statements wait in this transaction", "53300");
  }

  static R2dbcException tooManyRows(int limit, String sql, SQLException cause) {
    return new R2dbcNonTransientResourceException(
        "the statement returned more than " + limit + " rows and was undone",
        "54000",
        SQLiteErrorCode.SQLITE_INTERRUPT.code,
        sql,
        cause);
  }

  static R2dbcException idle(Duration timeout) {
    return new R2dbcRollbackException(
        "rolled back after being idle for more than " + timeout, "25P03");
  }

  static R2dbcException transactionLost() {
    return new R2dbcRollbackException(
        "SQLite has rolled back this transaction after an error", "25P02");
  }

  static R2dbcException ended() {
    return new R2dbcNonTransientResourceException(
        "the connection or its transaction has ended", "08003");
  }

  static R2dbcException closed() {
    return new R2dbcNonTransientResourceException("the database is closed", "08003");
  }

  private static String lane(Access access) {
    return access == Access.WRITE ? "writer" : "reader";
  }
}
