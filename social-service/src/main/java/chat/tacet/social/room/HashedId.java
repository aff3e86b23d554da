package chat.tacet.social.room;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Room ids that follow from what the room is: UUIDs of version 8 made of a hash. */
final class HashedId {

  private HashedId() {}

  /** The first 16 bytes of SHA-256 over the input, with the bits of version and variant set. */
  static UUID of(byte[] input) {
    var hash = ByteBuffer.wrap(sha256(input));
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
