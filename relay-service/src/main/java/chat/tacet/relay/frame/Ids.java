package chat.tacet.relay.frame;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Ids as they travel: 16 raw bytes, big endian. */
public final class Ids {

  /** Length of an id in bytes. */
  public static final int BYTES = 16;

  private Ids() {}

  /** The id in 16 bytes; the caller has checked the length. */
  public static UUID read(ByteString bytes) {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** The id as the bytes of a protobuf field. */
  public static ByteString write(UUID id) {
    return ByteString.copyFrom(bytes(id));
  }

  /** The id as 16 bytes. */
  public static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
