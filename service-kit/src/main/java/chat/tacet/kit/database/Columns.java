package chat.tacet.kit.database;

import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.UUID;

/** Reads columns that are never null, in the types both databases have. */
public final class Columns {

  private Columns() {}

  /** A text. */
  public static String text(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, String.class), column);
  }

  /** An id, stored as text. */
  public static UUID id(Readable row, String column) {
    return UUID.fromString(text(row, column));
  }

  /** A 64-bit number, or a time in epoch milliseconds. */
  public static long number(Readable row, String column) {
    return Objects.requireNonNull(row.get(column, Long.class), column);
  }

  /** A flag, stored as 0 or 1. */
  public static boolean flag(Readable row, String column) {
    return number(row, column) != 0;
  }

  /** Bytes, copied. */
  public static byte[] bytes(Readable row, String column) {
    var buffer = Objects.requireNonNull(row.get(column, ByteBuffer.class), column).duplicate();
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
