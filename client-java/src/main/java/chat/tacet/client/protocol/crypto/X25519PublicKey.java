package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Bytes;

/** A u coordinate of Curve25519, 32 bytes, as received. */
public record X25519PublicKey(Bytes value) {

  public static final int LENGTH = 32;

  public X25519PublicKey {
    value.requireLength(LENGTH, "x25519-key");
  }
}
