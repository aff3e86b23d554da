package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Bytes;

/** {@code R ‖ S}, 64 bytes. */
public record Ed25519Signature(Bytes value) {

  public static final int LENGTH = 64;

  public Ed25519Signature {
    value.requireLength(LENGTH, "signature");
  }

  Bytes r() {
    return value.slice(0, LENGTH / 2);
  }

  Bytes s() {
    return value.slice(LENGTH / 2, LENGTH);
  }
}
