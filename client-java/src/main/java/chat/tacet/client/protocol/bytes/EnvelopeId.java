package chat.tacet.client.protocol.bytes;

/** An envelope, 16 bytes, chosen by the sending device and known only together with it. */
public record EnvelopeId(Bytes value) implements Comparable<EnvelopeId> {

  public static final int LENGTH = 16;

  public EnvelopeId {
    value.requireLength(LENGTH, "envelope-id");
  }

  public static EnvelopeId of(byte[] value) {
    return new EnvelopeId(Bytes.of(value));
  }

  @Override
  public int compareTo(EnvelopeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
