package chat.tacet.social.archive;

import com.google.protobuf.ByteString;
import java.util.UUID;

/**
 * Where a chunk is to stand.
 *
 * @param number counts from 0
 * @param previous head of the archive without it, 32 bytes
 */
record ChunkPlace(UUID archiveId, long number, ByteString previous) {}
