package chat.tacet.relay.wake;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * What one relay node calls to another. Any of them may be lost: mail is found again by reading, a
 * displaced connection finds out when it renews its lease, typing does not matter.
 */
sealed interface NodeCall {

  /** The device meant. */
  UUID device();

  /** There is mail: read the mailbox. */
  record Wake(UUID device) implements NodeCall {}

  /** A newer connection, {@code holder}, took the device. */
  record Displaced(UUID device, String holder) implements NodeCall {}

  /** A serialised {@code ServerFrame} that may be lost. */
  record Whisper(UUID device, ByteBuffer frame) implements NodeCall {}

  /** One byte for the kind, 16 for the device, then the rest. */
  default byte[] toBytes() {
    byte[] rest =
        switch (this) {
          case Wake wake -> new byte[0];
          case Displaced displaced -> displaced.holder().getBytes(StandardCharsets.US_ASCII);
          case Whisper whisper -> {
            byte[] frame = new byte[whisper.frame().remaining()];
            whisper.frame().duplicate().get(frame);
            yield frame;
          }
        };
    char kind =
        switch (this) {
          case Wake wake -> 'w';
          case Displaced displaced -> 'd';
          case Whisper whisper -> 't';
        };
    return ByteBuffer.allocate(1 + 2 * Long.BYTES + rest.length)
        .put((byte) kind)
        .putLong(device().getMostSignificantBits())
        .putLong(device().getLeastSignificantBits())
        .put(rest)
        .array();
  }

  /** Reads a call; empty for what this version does not know. */
  static Optional<NodeCall> parse(byte[] bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      byte kind = buffer.get();
      UUID device = new UUID(buffer.getLong(), buffer.getLong());
      return switch (kind) {
        case 'w' -> Optional.of(new Wake(device));
        case 'd' ->
            Optional.of(new Displaced(device, StandardCharsets.US_ASCII.decode(buffer).toString()));
        case 't' -> Optional.of(new Whisper(device, buffer.slice()));
        default -> Optional.empty();
      };
    } catch (BufferUnderflowException e) {
      return Optional.empty();
    }
  }
}
