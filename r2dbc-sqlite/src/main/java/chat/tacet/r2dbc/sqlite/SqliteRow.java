package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.codecs.Codecs;
import io.r2dbc.spi.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row, copied out of SQLite: it stays valid as long as somebody holds it. */
final class SqliteRow implements Row {

  private final SqliteRowMetadata metadata;
  private final List<@Nullable Object> values;

  SqliteRow(SqliteRowMetadata metadata, List<@Nullable Object> values) {
    this.metadata = metadata;
    this.values = values;
  }

  @Override
  public SqliteRowMetadata getMetadata() {
    return metadata;
  }

  @Override
  public <T> @Nullable T get(int index, Class<T> type) {
    Arguments.requireNonNull(type, "type");
    SqliteColumnMetadata column = metadata.getColumnMetadata(index);
    return Codecs.decode(values.get(index), type, column.getType());
  }

  @Override
  public <T> @Nullable T get(String name, Class<T> type) {
    return get(metadata.indexOf(name), type);
  }
}
