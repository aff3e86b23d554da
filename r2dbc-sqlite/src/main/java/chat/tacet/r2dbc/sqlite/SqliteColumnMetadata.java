package chat.tacet.r2dbc.sqlite;

import chat.tacet.r2dbc.sqlite.codecs.StoredType;
import io.r2dbc.spi.ColumnMetadata;

/**
 * A column of a result.
 *
 * @param name its label
 * @param type its declared type
 */
record SqliteColumnMetadata(String name, StoredType type) implements ColumnMetadata {

  @Override
  public String getName() {
    return name;
  }

  @Override
  public StoredType getType() {
    return type;
  }

  @Override
  public Class<?> getJavaType() {
    return type.getJavaType();
  }
}
