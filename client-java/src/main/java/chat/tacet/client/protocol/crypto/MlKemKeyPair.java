package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Secret;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.NamedParameterSpec;
import javax.crypto.KEM;

/**
 * An ML-KEM-768 key of ours.
 *
 * @param seed {@code d ‖ z} of FIPS 203, 64 bytes. The JDK's own stored form of a private key is
 *     the expanded one, so the key is made again from the seed each time it is used.
 */
public record MlKemKeyPair(MlKemPublicKey publicKey, Secret seed) {

  public static final int SEED_LENGTH = 64;

  public MlKemKeyPair {
    seed.requireLength(SEED_LENGTH, "kem-seed");
  }

  public static MlKemKeyPair generate(Randomness randomness) {
    return fromSeed(Secret.of(randomness.next(SEED_LENGTH)));
  }

  public static MlKemKeyPair fromSeed(Secret seed) {
    byte[] encoded = Platform.sound(() -> expand(seed).getPublic().getEncoded());
    return new MlKemKeyPair(new MlKemPublicKey(Spki.key(encoded, MlKemPublicKey.LENGTH)), seed);
  }

  /**
   * {@code ss = ML-KEM-768.Decaps(this, ct)}, 32 bytes. A ciphertext made for another key gives a
   * secret nobody else has (implicit rejection); the next tag will say so.
   */
  public Secret decapsulate(MlKemCiphertext ciphertext) {
    return Platform.sound(() ->
        Secret.of(
            KEM.getInstance("ML-KEM")
                .newDecapsulator(expand(seed).getPrivate())
                .decapsulate(ciphertext.value().toArray())
                .getEncoded()));
  }

  private static KeyPair expand(Secret seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
    generator.initialize(
        NamedParameterSpec.ML_KEM_768,
        Platform.drawingFrom(seed.requireLength(SEED_LENGTH, "kem-seed").reveal()));
    return generator.generateKeyPair();
  }
}
