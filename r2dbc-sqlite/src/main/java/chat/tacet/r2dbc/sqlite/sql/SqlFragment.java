package chat.tacet.r2dbc.sqlite.sql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One statement of a script.
 *
 * @param sql its text, with every parameter marker rewritten to SQLite's {@code ?1}, {@code ?2}, …
 *     and without the closing semicolon
 * @param kind what it does
 * @param returning whether it already has a {@code RETURNING} clause
 * @param parameters for each of its markers {@code ?1}, {@code ?2}, … the index of the script's
 *     parameter
 */
public record SqlFragment(
    String sql, StatementKind kind, boolean returning, List<Integer> parameters) {

  public SqlFragment {
    parameters = List.copyOf(parameters);
  }

  /**
   * Adds a {@code RETURNING} clause to a change that has none.
   *
   * @param columns the columns to return; empty means all
   * @return this, or the same statement with the clause
   */
  public SqlFragment withReturning(List<String> columns) {
    if (kind != StatementKind.CHANGE || returning) {
      return this;
    }
    String list =
        columns.isEmpty()
            ? "*"
            : columns.stream().map(SqlFragment::quote).collect(Collectors.joining(", "));
    return new SqlFragment(sql + " RETURNING " + list, kind, true, parameters);
  }

  /**
   * Backticks, because SQLite takes an unknown name in double quotes for a string instead of
   * refusing it.
   */
  private static String quote(String identifier) {
    return '`' + identifier.replace("`", "``") + '`';
  }
}
