package chat.tacet.client.protocol.bytes;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.RefusedException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Bytes that must not be shown: keys, seeds, shared secrets. Prints redacted, compares in constant
 * time and hashes to nothing. The garbage collector may copy and keep it: a process whose memory
 * can be read has no secrets, [K-1].
 */
public final class Secret {

  private final byte[] value;

  private Secret(byte[] owned) {
    this.value = owned;
  }

  public static Secret of(byte[] source) {
    return new Secret(source.clone());
  }

  /** A copy, for a primitive or a stored form. */
  public byte[] reveal() {
    return value.clone();
  }

  public int length() {
    return value.length;
  }

  /** From {@code from} (inclusive) to {@code to} (exclusive). */
  public Secret slice(int from, int to) {
    return new Secret(Arrays.copyOfRange(value, from, to));
  }

  /** This, if it has that length; otherwise {@code <what>-length}. */
  public Secret requireLength(int length, String what) {
    if (value.length != length) {
      throw new RefusedException(new Refusal.Codec(what, Fault.LENGTH));
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(value, secret.value);
  }

  @Override
  public int hashCode() {
    return value.length;
  }

  @Override
  public String toString() {
    return "redacted";
  }
}
