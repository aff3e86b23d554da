package chat.tacet.client.model;

import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.RoomId;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Ids have three clothes: UUIDs in REST and for programs, types in the core, bytes in frames. */
public final class Ids {

  private static final int LENGTH = 16;

  private Ids() {}

  public static UUID uuid(Bytes id) {
    ByteBuffer buffer = ByteBuffer.wrap(id.requireLength(LENGTH, "id").toArray());
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  public static UUID uuid(AccountId id) {
    return uuid(id.value());
  }

  public static UUID uuid(DeviceId id) {
    return uuid(id.value());
  }

  public static UUID uuid(RoomId id) {
    return uuid(id.value());
  }

  public static Bytes bytes(UUID id) {
    return Bytes.of(
        ByteBuffer.allocate(LENGTH)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }

  public static AccountId account(UUID id) {
    return new AccountId(bytes(id));
  }

  public static RoomId room(UUID id) {
    return new RoomId(bytes(id));
  }

  public static ByteString wire(Bytes bytes) {
    return ByteString.copyFrom(bytes.toArray());
  }

  public static Bytes bytes(ByteString wire) {
    return Bytes.of(wire.toByteArray());
  }
}
