package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.Refusal;
import chat.tacet.client.protocol.RefusedException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.Secret;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** An X25519 key of ours. */
public record X25519KeyPair(X25519PublicKey publicKey, Secret seed) {

  public static final int SEED_LENGTH = 32;

  private static final String ALGORITHM = "X25519";

  /** SubjectPublicKeyInfo of an X25519 key up to the key itself, RFC 8410. */
  private static final byte[] PUBLIC_KEY_PREFIX =
      HexFormat.of().parseHex("302a300506032b656e032100");

  private static final X25519PublicKey BASE_POINT =
      new X25519PublicKey(
          Bytes.fromHex("0900000000000000000000000000000000000000000000000000000000000000"));

  public X25519KeyPair {
    seed.requireLength(SEED_LENGTH, "x25519-seed");
  }

  public static X25519KeyPair generate(Randomness randomness) {
    return fromSeed(Secret.of(randomness.next(SEED_LENGTH)));
  }

  public static X25519KeyPair fromSeed(Secret seed) {
    // RFC 7748: the public key is the function applied to the base point.
    return new X25519KeyPair(
        new X25519PublicKey(Bytes.of(multiply(seed, BASE_POINT).reveal())), seed);
  }

  /** {@code DH(ours, theirs)}; 32 zero bytes are refused ({@code agreement-zero}), [K-2]. */
  public Secret agree(X25519PublicKey theirs) {
    return multiply(seed, theirs);
  }

  private static Secret multiply(Secret seed, X25519PublicKey point) {
    return Platform.sound(() -> {
      KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
      KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
      agreement.init(
          keys.generatePrivate(
              new XECPrivateKeySpec(
                  NamedParameterSpec.X25519,
                  seed.requireLength(SEED_LENGTH, "x25519-seed").reveal())));
      try {
        agreement.doPhase(keys.generatePublic(encoded(point)), true);
      } catch (InvalidKeyException _) {
        // [K-2] The JDK itself refuses points whose result would be zero, and no others.
        throw new RefusedException(Refusal.Verification.AGREEMENT_ZERO);
      }
      return nonZero(Secret.of(agreement.generateSecret()));
    });
  }

  // [K-2] Again, in case a JDK should stop refusing.
  private static Secret nonZero(Secret result) {
    if (result.equals(Secret.of(new byte[result.length()]))) {
      throw new RefusedException(Refusal.Verification.AGREEMENT_ZERO);
    }
    return result;
  }

  private static X509EncodedKeySpec encoded(X25519PublicKey key) {
    return new X509EncodedKeySpec(Spki.encode(PUBLIC_KEY_PREFIX, key.value()));
  }
}
