package chat.tacet.social.archive;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * How an account's archive stands.
 *
 * @param id of the last one there was, where {@code chunks} is 0; the nil id before the first
 * @param head what the next chunk has to follow, 32 bytes
 * @param chunks of it; 0 when there is none
 * @param size bytes of all chunks
 */
record Archive(UUID id, ByteString head, long chunks, long size) {

  static final int HEAD_BYTES = 32;

  /** Before the first one. */
  static final Archive NEVER =
      new Archive(new UUID(0, 0), ByteString.copyFrom(new byte[HEAD_BYTES]), 0, 0);

  boolean exists() {
    return chunks > 0;
  }

  /** Whether a chunk of this number and predecessor is the next one. */
  boolean isNext(ChunkPlace place) {
    boolean fits = exists() ? place.archiveId().equals(id) : !place.archiveId().equals(id);
    return fits && place.number() == chunks && place.previous().equals(head);
  }

  /** With one chunk more. */
  Archive with(ChunkPlace place, ByteString chunkHash, int length) {
    return new Archive(place.archiveId(), chunkHash, chunks + 1, size + length);
  }

  /** Deleted: another one begins where it ended, and a late chunk of its own does not. */
  static Archive ended(UUID id) {
    var end =
        ByteBuffer.allocate(HEAD_BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits());
    return new Archive(id, ByteString.copyFrom(end.array()), 0, 0);
  }
}
