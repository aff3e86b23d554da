package chat.tacet.social.room;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * [M-1] The id of a group: a version 8 UUID from the first 16 bytes of
 * SHA-256(L("tacet/group-room/v1") ‖ creator ‖ nonce).
 */
public final class GroupRoomId {

  private static final byte[] LABEL = "tacet/group-room/v1\0".getBytes(StandardCharsets.US_ASCII);

  private GroupRoomId() {}

  /** The id of the group that this account begins with this nonce. */
  public static UUID of(UUID creator, byte[] nonce) {
    return HashedId.of(
        ByteBuffer.allocate(LABEL.length + 2 * Long.BYTES + nonce.length)
            .put(LABEL)
            .putLong(creator.getMostSignificantBits())
            .putLong(creator.getLeastSignificantBits())
            .put(nonce)
            .array());
  }
}
