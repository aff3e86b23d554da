package chat.tacet.client.protocol.bytes;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An immutable byte string that may be shown. Ordered as the specification orders byte strings:
 * byte by byte, unsigned. For what must not be shown there is {@link Secret}.
 */
public final class Bytes implements Comparable<Bytes> {

  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] value;

  private Bytes(byte[] owned) {
    this.value = owned;
  }

  /** A copy: later changes to {@code source} do not show. */
  public static Bytes of(byte[] source) {
    return new Bytes(source.clone());
  }

  public static Bytes zeros(int length) {
    return new Bytes(new byte[length]);
  }

  public static Bytes fromHex(String hex) {
    return new Bytes(HexFormat.of().parseHex(hex));
  }

  public byte[] toArray() {
    return value.clone();
  }

  public int length() {
    return value.length;
  }

  public boolean isEmpty() {
    return value.length == 0;
  }

  public boolean isZero() {
    return equals(zeros(value.length));
  }

  /** From {@code from} (inclusive) to {@code to} (exclusive). */
  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(value, from, to));
  }

  /**
   * This, if it has that length.
   *
   * @param what the form that refuses otherwise, {@code <what>-length}
   */
  public Bytes requireLength(int length, String what) {
    if (value.length != length) {
      throw new RefusedException(new Refusal.Codec(what, Fault.LENGTH));
    }
    return this;
  }

  public String hex() {
    return HexFormat.of().formatHex(value);
  }

  @Override
  public int compareTo(Bytes other) {
    return Arrays.compareUnsigned(value, other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return value.length <= 32 ? hex() : value.length + " bytes";
  }
}
