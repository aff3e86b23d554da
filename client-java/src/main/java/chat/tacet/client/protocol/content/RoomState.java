package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Validation;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sender encrypted for.
 *
 * @param roomVersion in groups the sequence of the head
 * @param logHead hash of the newest entry of the membership log, 32 bytes; none in direct rooms
 */
public record RoomState(
    long roomVersion, @Nullable Bytes logHead, List<DeviceListHead> deviceLists) {

  private static final int HASH_LENGTH = 32;

  public RoomState {
    deviceLists = List.copyOf(deviceLists);
    require(ByteReader.isExact(roomVersion));
    // [M-11] A log that has a head has a first entry.
    require(logHead == null || (logHead.length() == HASH_LENGTH && roomVersion >= 1));
    require(deviceLists.size() <= Limits.MAX_ROOM_MEMBERS);
  }

  /** A version of an account's device list, and its hash, [C-16]. */
  public record DeviceListHead(AccountId account, long version, Bytes hash) {

    public DeviceListHead {
      require(ByteReader.isExact(version) && hash.length() == HASH_LENGTH);
    }
  }

  static void require(boolean holds) {
    if (!holds) {
      throw new RefusedException(Validation.CONTENT_ROOM_STATE);
    }
  }
}
