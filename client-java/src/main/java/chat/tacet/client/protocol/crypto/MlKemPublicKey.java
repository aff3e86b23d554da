package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.KEM;

/** An ML-KEM-768 encapsulation key, 1,184 bytes, that passed the modulus check, [K-4]. */
public record MlKemPublicKey(Bytes value) {

  public static final int LENGTH = 1_184;

  /** SubjectPublicKeyInfo of an ML-KEM-768 key up to the key itself, RFC 9935. */
  private static final byte[] PUBLIC_KEY_PREFIX =
      HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

  private static final int Q = 3_329;

  /** Three polynomials of 256 coefficients, two of which share three bytes. */
  private static final int COEFFICIENT_BYTES = 1_152;

  public MlKemPublicKey {
    value.requireLength(LENGTH, "kem-key");
    if (!hasReducedCoefficients(value.toArray())) {
      throw new RefusedException(Refusal.Verification.KEM_KEY_INVALID); // [K-4]
    }
  }

  /** {@code (ct, ss) = ML-KEM-768.Encaps(this)}, with the 32 random bytes it needs. */
  public MlKemEncapsulation encapsulate(Randomness randomness) {
    return Platform.sound(() -> {
      PublicKey key;
      try {
        key =
            KeyFactory.getInstance("ML-KEM")
                .generatePublic(new X509EncodedKeySpec(Spki.encode(PUBLIC_KEY_PREFIX, value)));
        KEM.Encapsulated result =
            KEM.getInstance("ML-KEM")
                .newEncapsulator(key, Platform.drawingFrom(randomness))
                .encapsulate();
        return new MlKemEncapsulation(
            new MlKemCiphertext(Bytes.of(result.encapsulation())),
            Secret.of(result.key().getEncoded()));
      } catch (InvalidKeySpecException | InvalidKeyException _) {
        throw new RefusedException(Refusal.Verification.KEM_KEY_INVALID);
      }
    });
  }

  private static boolean hasReducedCoefficients(byte[] key) {
    for (int i = 0; i < COEFFICIENT_BYTES; i += 3) {
      int low = key[i] & 0xff;
      int middle = key[i + 1] & 0xff;
      int high = key[i + 2] & 0xff;
      if ((low | (middle & 0x0f) << 8) >= Q || (middle >>> 4 | high << 4) >= Q) {
        return false;
      }
    }
    return true;
  }
}
