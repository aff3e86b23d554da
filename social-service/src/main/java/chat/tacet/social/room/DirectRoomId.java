package chat.tacet.social.room;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    var input =
        ByteBuffer.allocate(LABEL.length + 4 * Long.BYTES)
            .put(LABEL)
            .putLong(first.getMostSignificantBits())
            .putLong(first.getLeastSignificantBits())
            .putLong(second.getMostSignificantBits())
            .putLong(second.getLeastSignificantBits());
    var hash = ByteBuffer.wrap(sha256(input.array()));
    return new UUID(version8(hash.getLong()), variant(hash.getLong()));
  }

  private static long version8(long high) {
    return (high & 0xFFFFFFFF_FFFF0FFFL) | 0x8000L;
  }

  private static long variant(long low) {
    return (low & 0x3FFFFFFF_FFFFFFFFL) | 0x80000000_00000000L;
  }

  private static byte[] sha256(byte[] input) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(input);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
