package chat.tacet.kit.database;

import java.util.Map;

/** Which database it is. */
public enum DatabaseKind {
  POSTGRESQL("BIGINT", "BYTEA", ""),
  SQLITE("INTEGER", "BLOB", "STRICT");

  private final String int64;
  private final String bytes;
  private final String strict;

  DatabaseKind(String int64, String bytes, String strict) {
    this.int64 = int64;
    this.bytes = bytes;
    this.strict = strict;
  }

  /**
   * What Flyway puts into migrations: {@code ${int64}}, a 64-bit integer; {@code ${bytes}}, bytes;
   * {@code ${strict}}, after the closing parenthesis of a table.
   */
  Map<String, String> placeholders() {
    return Map.of("int64", int64, "bytes", bytes, "strict", strict);
  }
}
