package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;

/** A key of ours that signs. */
public record Ed25519KeyPair(Ed25519PublicKey publicKey, Secret seed) {

  public static final int SEED_LENGTH = 32;

  private static final String ALGORITHM = "Ed25519";

  public Ed25519KeyPair {
    seed.requireLength(SEED_LENGTH, "ed25519-seed");
  }

  public static Ed25519KeyPair generate(Randomness randomness) {
    return fromSeed(Secret.of(randomness.next(SEED_LENGTH)));
  }

  public static Ed25519KeyPair fromSeed(Secret seed) {
    seed.requireLength(SEED_LENGTH, "ed25519-seed");
    Bytes publicKey =
        Platform.sound(() -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
          generator.initialize(NamedParameterSpec.ED25519, Platform.drawingFrom(seed.reveal()));
          return Spki.key(
              generator.generateKeyPair().getPublic().getEncoded(), Ed25519PublicKey.LENGTH);
        });
    return new Ed25519KeyPair(new Ed25519PublicKey(publicKey), seed);
  }

  public Ed25519Signature sign(byte[] message) {
    return Platform.sound(() -> {
      Signature signer = Signature.getInstance(ALGORITHM);
      signer.initSign(
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed.reveal())));
      signer.update(message);
      return new Ed25519Signature(Bytes.of(signer.sign()));
    });
  }
}
