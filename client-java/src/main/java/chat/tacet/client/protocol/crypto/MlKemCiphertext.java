package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Bytes;

/** An encapsulated secret, 1,088 bytes. */
public record MlKemCiphertext(Bytes value) {

  public static final int LENGTH = 1_088;

  public MlKemCiphertext {
    value.requireLength(LENGTH, "kem-ciphertext");
  }
}
