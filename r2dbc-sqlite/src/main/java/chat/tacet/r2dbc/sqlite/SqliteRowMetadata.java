package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.client.Column;
import chat.tacet.r2dbc.sqlite.codecs.StoredType;
import io.r2dbc.spi.RowMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a result. Names are compared without regard to case; of equal names the first
 * wins.
 */
final class SqliteRowMetadata implements RowMetadata {

  private final List<SqliteColumnMetadata> columns;

  /** By name, made when first asked for a name. */
  private volatile @Nullable Map<String, Integer> indexes;

  private SqliteRowMetadata(List<Column> columns) {
    List<SqliteColumnMetadata> described = new ArrayList<>(columns.size());
    for (Column column : columns) {
      described.add(new SqliteColumnMetadata(column.name(), new StoredType(column.declaredType())));
    }
    this.columns = Collections.unmodifiableList(described);
  }

  private Map<String, Integer> indexes() {
    Map<String, Integer> known = indexes;
    if (known == null) {
      known = new HashMap<>();
      for (int i = 0; i < columns.size(); i++) {
        known.putIfAbsent(key(columns.get(i).getName()), i);
      }
      indexes = known;
    }
    return known;
  }

  /**
   * Makes the metadata once for all rows of a result. Rows come one after the other, so it needs no
   * lock.
   */
  static final class Cache {

    private List<Column> columns = List.of();
    private @Nullable SqliteRowMetadata metadata;

    @SuppressWarnings(
        "ReferenceEquality") // it is the same list for all rows, not only an equal one
    SqliteRowMetadata of(List<Column> current) {
      SqliteRowMetadata known = metadata;
      if (known == null || columns != current) {
        known = new SqliteRowMetadata(current);
        metadata = known;
        columns = current;
      }
      return known;
    }
  }

  int indexOf(@Nullable String name) {
    Integer index = indexes().get(key(Arguments.requireNonNull(name, "name")));
    if (index == null) {
      throw new NoSuchElementException("no column with this name");
    }
    return index;
  }

  @Override
  public SqliteColumnMetadata getColumnMetadata(int index) {
    if (index < 0 || index >= columns.size()) {
      throw new IndexOutOfBoundsException("no column with index " + index);
    }
    return columns.get(index);
  }

  @Override
  public SqliteColumnMetadata getColumnMetadata(String name) {
    return columns.get(indexOf(name));
  }

  @Override
  public List<SqliteColumnMetadata> getColumnMetadatas() {
    return columns;
  }

  @Override
  public boolean contains(String columnName) {
    return indexes().containsKey(key(columnName));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
