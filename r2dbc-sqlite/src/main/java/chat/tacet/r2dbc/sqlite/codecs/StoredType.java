package chat.tacet.r2dbc.sqlite.codecs;

import io.r2dbc.spi.Type;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The type of a column as the driver sees it. SQLite types values, not columns; what a column
 * declares decides what callers get who name no Java type.
 *
 * @param declared the type in the column's declaration in upper case; empty for an expression
 */
public record StoredType(String declared) implements Type {

  public StoredType {
    declared = declared.toUpperCase(Locale.ROOT);
  }

  /**
   * Integers of a BOOLEAN column are Boolean; of BIGINT and INT8 columns and of expressions such as
   * {@code count(*)} they are Long; of any other column Integer if they fit, else Long.
   */
  Object natural(long value) {
    boolean bit = value == 0 || value == 1;
    if (isBoolean() && bit) {
      return value == 1;
    }
    return isLong() || value != (int) value ? (Object) value : (Object) (int) value;
  }

  @Override
  public String getName() {
    return declared;
  }

  @Override
  public Class<?> getJavaType() {
    if (isBoolean()) {
      return Boolean.class;
    }
    // SQLite's own rules of affinity,
    // https://www.sqlite.org/datatype3.html#determination_of_column_affinity
    if (declared.contains("INT")) {
      return isLong() ? Long.class : Integer.class;
    }
    if (declared.contains("CHAR") || declared.contains("CLOB") || declared.contains("TEXT")) {
      return String.class;
    }
    if (declared.contains("BLOB")) {
      return ByteBuffer.class;
    }
    boolean real =
        declared.contains("REAL") || declared.contains("FLOA") || declared.contains("DOUB");
    return real ? Double.class : Object.class;
  }

  private boolean isBoolean() {
    return declared.startsWith("BOOL");
  }

  private boolean isLong() {
    return declared.isEmpty() || declared.contains("BIGINT") || declared.equals("INT8");
  }
}
