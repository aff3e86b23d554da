package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Bytes;
import org.jspecify.annotations.Nullable;

/** Names a ratchet session on the wire: the first 16 bytes of its transcript hash, [H-5]. */
public record SessionId(Bytes value) {

  public static final int LENGTH = 16;

  public SessionId {
    value.requireLength(LENGTH, "ratchet-session-id");
  }

  /** Zeros stand for none. */
  public static @Nullable SessionId orNone(Bytes value) {
    return value.isZero() ? null : new SessionId(value);
  }

  /** Zeros stand for none. */
  public static Bytes orZeros(@Nullable SessionId id) {
    return id == null ? Bytes.zeros(LENGTH) : id.value();
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
