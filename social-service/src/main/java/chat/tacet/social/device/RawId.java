package chat.tacet.social.device;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/** Ids as signed structures carry them: 16 bytes. */
public final class RawId {

  static final int LENGTH = 16;

  private RawId() {}

  /** Empty if the length is wrong. */
  public static Optional<UUID> parse(ByteString bytes) {
    if (bytes.size() != LENGTH) {
      return Optional.empty();
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return Optional.of(new UUID(buffer.getLong(), buffer.getLong()));
  }
}
