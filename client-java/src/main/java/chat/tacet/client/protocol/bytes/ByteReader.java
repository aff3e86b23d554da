package chat.tacet.client.protocol.bytes;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link ByteWriter} writes and nothing else: one value has one encoding. Every refusal
 * names the form, {@code <what>-truncated} and so on. A length is believed only after as many bytes
 * were seen to be there, so no input makes it allocate more than its own size.
 */
public final class ByteReader {

  /** Above it JavaScript cannot count exactly, so no time, counter or version may be. */
  public static final long MAX_EXACT = (1L << 53) - 1;

  private final byte[] source;
  private final String what;
  private int position;

  public ByteReader(byte[] source, String what) {
    this.source = source.clone();
    this.what = what;
  }

  public ByteReader(Bytes source, String what) {
    this(source.toArray(), what);
  }

  public int u8() {
    return take(1)[0] & 0xff;
  }

  public int u16() {
    return u8() << 8 | u8();
  }

  public long u32() {
    return (long) u16() << 16 | u16();
  }

  /** A u64 of at most {@link #MAX_EXACT}. */
  public long u64() {
    long value = u32() << 32 | u32();
    if (!isExact(value)) {
      throw refused(Fault.MALFORMED);
    }
    return value;
  }

  /** Whether it is from 0 to {@link #MAX_EXACT}. */
  public static boolean isExact(long value) {
    return value >= 0 && value <= MAX_EXACT;
  }

  public boolean flag() {
    return switch (u8()) {
      case 0 -> false;
      case 1 -> true;
      default -> throw refused(Fault.MALFORMED);
    };
  }

  public Bytes bytes(int length) {
    return Bytes.of(take(length));
  }

  public Secret secret(int length) {
    return Secret.of(take(length));
  }

  public Bytes prefixed() {
    return Bytes.of(take(length()));
  }

  public Secret prefixedSecret() {
    return Secret.of(take(length()));
  }

  public <T> @Nullable T optional(Function<ByteReader, T> read) {
    return flag() ? read.apply(this) : null;
  }

  /** Everything that is left. */
  public Bytes rest() {
    return Bytes.of(take(source.length - position));
  }

  public int position() {
    return position;
  }

  /** Refuses any version but these. */
  public int version(int... known) {
    int version = u8();
    for (int candidate : known) {
      if (version == candidate) {
        return version;
      }
    }
    throw refused(Fault.VERSION);
  }

  /** Refuses any suite but the one there is, [W-2]. */
  public void suite() {
    if (u16() != Suite.ONE) {
      throw refused(Fault.SUITE);
    }
  }

  /** Refuses trailing bytes. */
  public void end() {
    if (position != source.length) {
      throw refused(Fault.TRAILING);
    }
  }

  /** To throw when a value of this form is against the form. */
  public RefusedException refused(Fault fault) {
    return new RefusedException(new Refusal.Codec(what, fault));
  }

  private int length() {
    long length = u32();
    if (length > source.length - position) {
      throw refused(Fault.TRUNCATED);
    }
    return (int) length;
  }

  private byte[] take(int length) {
    if (length > source.length - position) {
      throw refused(Fault.TRUNCATED);
    }
    byte[] taken = new byte[length];
    System.arraycopy(source, position, taken, 0, length);
    position += length;
    return taken;
  }
}
