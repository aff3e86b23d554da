package chat.tacet.r2dbc.sqlite.codecs;

import java.util.function.Function;

/**
 * How one Java type is stored.
 *
 * @param type the Java type
 * @param encode from Java to Long, Double, String or byte[]
 * @param decode from one of these to Java; throws {@link IllegalArgumentException} when the stored
 *     value is of another kind or out of range
 */
record Codec<T>(Class<T> type, Function<T, Object> encode, Function<Object, T> decode) {

  Object encodeUnchecked(Object value) {
    return encode.apply(type.cast(value));
  }

  /**
   * Builds the error for a stored value that is not of the expected kind. It never shows the value.
   */
  static IllegalArgumentException mismatch(Object stored, Class<?> wanted) {
    return new IllegalArgumentException(
        "a stored " + storageClass(stored) + " cannot be read as " + wanted.getName());
  }

  private static String storageClass(Object stored) {
    return switch (stored) {
      case Long _ -> "INTEGER";
      case Double _ -> "REAL";
      case String _ -> "TEXT";
      default -> "BLOB";
    };
  }
}
