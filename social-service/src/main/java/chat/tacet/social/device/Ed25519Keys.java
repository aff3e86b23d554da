package chat.tacet.social.device;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * Ed25519 with one verdict on every platform. Libraries disagree about keys and signatures that no
 * honest signer makes: encodings of a coordinate not below the field's prime, and points of small
 * order, under which one signature fits any message. They are refused before the JDK, which takes
 * some of them, is asked.
 */
public final class Ed25519Keys {

  /** Bytes of a public key. */
  public static final int KEY_LENGTH = 32;

  /** Bytes of a signature: the point R, then the number S. */
  public static final int SIGNATURE_LENGTH = 64;

  /** The field's prime, 2^255 - 19. */
  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The order of the base point, RFC 8032, section 5.1. */
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /** y of the two pairs of points of order 8; with 0, 1 and p - 1 the y of all of small order. */
  private static final BigInteger Y8 =
      littleEndian(
          HexFormat.of()
              .parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));

  private static final Set<BigInteger> SMALL_ORDER =
      Set.of(BigInteger.ZERO, BigInteger.ONE, P.subtract(BigInteger.ONE), Y8, P.subtract(Y8));

  /** What comes before the 32 bytes in the DER form of a key, RFC 8410. */
  private static final byte[] DER_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Ed25519Keys() {}

  /**
   * Whether the bytes are a key that every platform takes: canonical, of large order, on the curve.
   */
  public static boolean isAcceptable(byte[] key) {
    return key.length == KEY_LENGTH && isAcceptablePoint(key) && isOnCurve(key);
  }

  /** Whether the signature is one of this key over this message, by the strict rules above. */
  public static boolean verify(byte[] key, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_LENGTH || key.length != KEY_LENGTH) {
      return false;
    }
    var r = Arrays.copyOf(signature, KEY_LENGTH);
    var s = Arrays.copyOfRange(signature, KEY_LENGTH, SIGNATURE_LENGTH);
    return isAcceptablePoint(key)
        && isAcceptablePoint(r)
        && littleEndian(s).compareTo(L) < 0
        && jdkVerifies(key, message, signature);
  }

  private static boolean isAcceptablePoint(byte[] encoded) {
    var y = encoded.clone();
    y[KEY_LENGTH - 1] &= 0x7F; // the top bit is the sign of x
    var value = littleEndian(y);
    return value.compareTo(P) < 0 && !SMALL_ORDER.contains(value);
  }

  private static boolean isOnCurve(byte[] key) {
    try {
      Signature.getInstance("Ed25519").initVerify(publicKey(key));
      return true;
    } catch (GeneralSecurityException notOnCurve) {
      return false;
    }
  }

  private static boolean jdkVerifies(byte[] key, byte[] message, byte[] signature) {
    try {
      var verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey(key));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static PublicKey publicKey(byte[] key) throws GeneralSecurityException {
    var der = Arrays.copyOf(DER_PREFIX, DER_PREFIX.length + KEY_LENGTH);
    System.arraycopy(key, 0, der, DER_PREFIX.length, KEY_LENGTH);
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
  }

  private static BigInteger littleEndian(byte[] bytes) {
    var bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }
}
