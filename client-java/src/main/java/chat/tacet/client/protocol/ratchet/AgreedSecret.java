package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import chat.tacet.client.protocol.crypto.MlKemCiphertext;
import chat.tacet.client.protocol.crypto.MlKemPublicKey;
import chat.tacet.client.protocol.crypto.Sha256;

/**
 * The secret of a post-quantum step, [Q-4].
 *
 * @param secret ss, 32 bytes
 * @param exchange SHA-256(ek ‖ ct), 32 bytes
 */
record AgreedSecret(Secret secret, Bytes exchange) {

  static final int LENGTH = 32;

  AgreedSecret {
    secret.requireLength(LENGTH, "ratchet-session");
    exchange.requireLength(LENGTH, "ratchet-session");
  }

  static AgreedSecret of(Secret secret, MlKemPublicKey offered, MlKemCiphertext answer) {
    return new AgreedSecret(
        secret,
        Sha256.hash(new ByteWriter().raw(offered.value()).raw(answer.value()).toByteArray()));
  }
}
