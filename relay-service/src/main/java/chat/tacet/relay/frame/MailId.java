package chat.tacet.relay.frame;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/**
 * The place of one envelope in one mailbox: {@code Deliver.mail_id} and {@code Ack.mail_ids}.
 * Opaque to clients; inside, the id of a Redis Stream entry. Later mail has a greater id.
 *
 * @param millis when it was stored, ms since the epoch, never smaller than its predecessor's
 * @param sequence counts within one millisecond
 */
public record MailId(long millis, long sequence) implements Comparable<MailId> {

  /** Before every mail. */
  public static final MailId BEGINNING = new MailId(0, 0);

  /** Length on the wire, in bytes. */
  public static final int BYTES = 16;

  /** Reads 16 bytes; the caller has checked the length. */
  public static MailId read(ByteString bytes) {
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new MailId(buffer.getLong(), buffer.getLong());
  }

  /**
   * Reads {@code millis-sequence}.
   *
   * @throws IllegalArgumentException for anything else
   */
  public static MailId parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException("not a stream entry id");
    }
    return new MailId(
        Long.parseLong(text, 0, dash, 10), Long.parseLong(text, dash + 1, text.length(), 10));
  }

  /** As it travels. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(millis).putLong(sequence).array();
  }

  @Override
  public int compareTo(MailId other) {
    int byMillis = Long.compare(millis, other.millis);
    return byMillis != 0 ? byMillis : Long.compare(sequence, other.sequence);
  }

  /** {@code millis-sequence}, as Redis writes it. */
  @Override
  public String toString() {
    return millis + "-" + sequence;
  }
}
