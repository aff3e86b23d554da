package chat.tacet.client.protocol.bytes;

/** A room, 16 bytes. */
public record RoomId(Bytes value) implements Comparable<RoomId> {

  public static final int LENGTH = 16;

  public RoomId {
    value.requireLength(LENGTH, "room-id");
  }

  public static RoomId of(byte[] value) {
    return new RoomId(Bytes.of(value));
  }

  @Override
  public int compareTo(RoomId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
