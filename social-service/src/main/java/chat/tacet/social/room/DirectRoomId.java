package chat.tacet.social.room;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The id of the one direct room of two accounts: a version 8 UUID from the first 16 bytes of
 * SHA-256("tacet/direct-room/v1" ‖ smaller id ‖ larger id), ids as 16 bytes, compared as unsigned
 * bytes ({@code contracts/rest.md}).
 */
final class DirectRoomId {

  private static final byte[] LABEL = "tacet/direct-room/v1".getBytes(StandardCharsets.US_ASCII);

  private DirectRoomId() {}

  static UUID of(UUID one, UUID other) {
    // Lower-case hexadecimal sorts as unsigned bytes do; UUID.compareTo compares signed numbers.
    boolean oneFirst = one.toString().compareTo(other.toString()) < 0;
    var first = oneFirst ? one : other;
    var second = oneFirst ? other : one;
    return HashedId.of(
        ByteBuffer.allocate(LABEL.length + 4 * Long.BYTES)
            .put(LABEL)
            .putLong(first.getMostSignificantBits())
            .putLong(first.getLeastSignificantBits())
            .putLong(second.getMostSignificantBits())
            .putLong(second.getLeastSignificantBits())
            .array());
  }
}
