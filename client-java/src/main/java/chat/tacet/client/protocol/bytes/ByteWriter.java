package chat.tacet.client.protocol.bytes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the forms of {@code docs/spec/wire-format.md}: unsigned, big-endian, nothing between. */
public final class ByteWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public ByteWriter u8(int value) {
    out.write(value);
    return this;
  }

  public ByteWriter u16(int value) {
    return u8(value >>> 8).u8(value);
  }

  public ByteWriter u32(long value) {
    return u16((int) (value >>> 16)).u16((int) value);
  }

  public ByteWriter u64(long value) {
    return u32(value >>> 32).u32(value);
  }

  public ByteWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  public ByteWriter raw(byte[] value) {
    out.writeBytes(value);
    return this;
  }

  public ByteWriter raw(Bytes value) {
    return raw(value.toArray());
  }

  public ByteWriter raw(Secret value) {
    return raw(value.reveal());
  }

  /** {@code len(x) ‖ x} with a u32. */
  public ByteWriter prefixed(byte[] value) {
    return u32(value.length).raw(value);
  }

  public ByteWriter prefixed(Bytes value) {
    return prefixed(value.toArray());
  }

  /** {@code opt(x)}: a flag, and x if it is there. */
  public <T> ByteWriter optional(@Nullable T value, Consumer<T> write) {
    flag(value != null);
    if (value != null) {
      write.accept(value);
    }
    return this;
  }

  /** {@code L("name")}: ASCII and a zero byte, so that no label is the prefix of another, [W-1]. */
  public ByteWriter label(String name) {
    return raw(name.getBytes(StandardCharsets.US_ASCII)).u8(0);
  }

  /** The suite, [W-2]. */
  public ByteWriter suite() {
    return u16(Suite.ONE);
  }

  public byte[] toByteArray() {
    return out.toByteArray();
  }

  public Bytes toBytes() {
    return Bytes.of(out.toByteArray());
  }
}
