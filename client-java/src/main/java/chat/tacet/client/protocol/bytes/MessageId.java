package chat.tacet.client.protocol.bytes;

/** A message, 32 bytes: a hash over address, commitment and ciphertext, [C-5]. */
public record MessageId(Bytes value) implements Comparable<MessageId> {

  public static final int LENGTH = 32;

  public MessageId {
    value.requireLength(LENGTH, "message-id");
  }

  public static MessageId of(byte[] value) {
    return new MessageId(Bytes.of(value));
  }

  @Override
  public int compareTo(MessageId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
