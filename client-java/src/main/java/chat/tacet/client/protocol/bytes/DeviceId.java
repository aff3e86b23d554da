package chat.tacet.client.protocol.bytes;

/** A device of some account, 16 bytes. */
public record DeviceId(Bytes value) implements Comparable<DeviceId> {

  public static final int LENGTH = 16;

  public DeviceId {
    value.requireLength(LENGTH, "device-id");
  }

  public static DeviceId of(byte[] value) {
    return new DeviceId(Bytes.of(value));
  }

  @Override
  public int compareTo(DeviceId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
