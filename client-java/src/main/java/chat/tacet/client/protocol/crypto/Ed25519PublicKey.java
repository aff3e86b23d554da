package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** A key that verifies signatures, 32 bytes, as received. */
public record Ed25519PublicKey(Bytes value) {

  public static final int LENGTH = 32;

  /** SubjectPublicKeyInfo of an Ed25519 key up to the key itself, RFC 8410. */
  private static final byte[] PUBLIC_KEY_PREFIX =
      HexFormat.of().parseHex("302a300506032b6570032100");

  public Ed25519PublicKey {
    value.requireLength(LENGTH, "ed25519-key");
  }

  /** Whether the signature holds. Never throws for what a stranger can send. */
  public boolean verifies(byte[] message, Ed25519Signature signature) {
    // [K-3] Before the JDK looks at it: platforms disagree about these.
    if (!Ed25519Encoding.isAcceptedPoint(value)
        || !Ed25519Encoding.isAcceptedPoint(signature.r())
        || !Ed25519Encoding.isReducedScalar(signature.s())) {
      return false;
    }
    return Platform.sound(() -> equationHolds(message, signature));
  }

  private boolean equationHolds(byte[] message, Ed25519Signature signature)
      throws GeneralSecurityException {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(Spki.encode(PUBLIC_KEY_PREFIX, value))));
      verifier.update(message);
      return verifier.verify(signature.value().toArray());
    } catch (InvalidKeySpecException | InvalidKeyException | SignatureException _) {
      // The JDK says so when A or R is no point of the curve.
      return false;
    }
  }
}
