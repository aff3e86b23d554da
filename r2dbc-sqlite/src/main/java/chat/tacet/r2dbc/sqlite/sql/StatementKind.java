package chat.tacet.r2dbc.sqlite.sql;

/** What a single statement does, as far as the driver must know to run it in the right place. */
public enum StatementKind {
  /** Only reads: {@code SELECT}, {@code VALUES}, {@code EXPLAIN} and {@code WITH … SELECT}. */
  QUERY,
  /**
   * {@code INSERT}, {@code UPDATE}, {@code DELETE}, {@code REPLACE}: has a count of affected rows.
   */
  CHANGE,
  /**
   * {@code BEGIN}, {@code COMMIT}, {@code SAVEPOINT} and their kin, which belong to the
   * connection's own methods.
   */
  TRANSACTION_CONTROL,
  /**
   * Everything else: schema changes, {@code PRAGMA}, {@code VACUUM}; runs on the writer and has no
   * count.
   */
  OTHER
}
