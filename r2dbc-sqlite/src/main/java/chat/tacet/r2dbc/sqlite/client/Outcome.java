package chat.tacet.r2dbc.sqlite.client;

import java.util.List;

/**
 * What a statement other than a query did.
 *
 * @param rows the rows it returned, all of them, a limited number: SQLite collects them too before
 *     it returns the first
 * @param changes number of rows it changed; 0 if it is not that kind of statement
 */
public record Outcome(List<RowData> rows, long changes) {

  public Outcome {
    rows = List.copyOf(rows);
  }
}
