package chat.tacet.relay.presence;

import chat.tacet.contracts.relay.v1.Presence;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.relay.frame.Ids;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * What friends may know of an account.
 *
 * @param lastSeen ms since the epoch; 0 when online or unknown
 */
record Sighting(UUID account, boolean online, long lastSeen) {

  ServerFrame frame() {
    return ServerFrame.newBuilder()
        .setPresence(
            Presence.newBuilder()
                .setAccountId(Ids.write(account))
                .setOnline(online)
                .setLastSeenMs(lastSeen))
        .build();
  }

  /** As it travels between nodes. */
  byte[] toBytes() {
    return ByteBuffer.allocate(Ids.BYTES + 1 + Long.BYTES)
        .putLong(account.getMostSignificantBits())
        .putLong(account.getLeastSignificantBits())
        .put((byte) (online ? 1 : 0))
        .putLong(lastSeen)
        .array();
  }

  static Optional<Sighting> parse(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      UUID account = new UUID(buffer.getLong(), buffer.getLong());
      return Optional.of(new Sighting(account, buffer.get() == 1, buffer.getLong()));
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }
}
