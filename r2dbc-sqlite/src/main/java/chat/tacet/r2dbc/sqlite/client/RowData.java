package chat.tacet.r2dbc.sqlite.client;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row, copied out of SQLite.
 *
 * @param columns its columns, the same list for all rows of a result
 * @param values null, Long, Double, String or byte[] per column
 */
public record RowData(List<Column> columns, List<@Nullable Object> values) {

  public RowData {
    values = Collections.unmodifiableList(values);
  }
}
