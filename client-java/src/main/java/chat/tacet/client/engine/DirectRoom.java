package chat.tacet.client.engine;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.crypto.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The id of the room of two people, as {@code contracts/rest.md} computes it. */
final class DirectRoom {

  private static final byte[] LABEL = "tacet/direct-room/v1".getBytes(StandardCharsets.US_ASCII);

  private DirectRoom() {}

  static RoomId of(AccountId one, AccountId other) {
    boolean ordered = one.compareTo(other) <= 0;
    byte[] smaller = (ordered ? one : other).value().toArray();
    byte[] larger = (ordered ? other : one).value().toArray();
    byte[] hash =
        Sha256.hash(
                ByteBuffer.allocate(LABEL.length + smaller.length + larger.length)
                    .put(LABEL)
                    .put(smaller)
                    .put(larger)
                    .array())
            .toArray();
    // Version 8 and the variant of RFC 9562.
    hash[6] = (byte) ((hash[6] & 0x0f) | 0x80);
    hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
    return new RoomId(Bytes.of(hash).slice(0, RoomId.LENGTH));
  }
}
