package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Bytes;
import java.math.BigInteger;
import java.util.Set;

/**
 * Which encodings of points and scalars may be looked at, [K-3]. All inputs are public, so none of
 * this has to take constant time.
 */
final class Ed25519Encoding {

  /** 2^255 − 19. */
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /** The order of the base point, RFC 8032, 5.1. */
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  /** One of the two y coordinates of points of order 8; the other is its negative. */
  static final BigInteger ORDER_8 =
      new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16);

  /** y of all points whose order divides 8: identity, order 2, order 4, order 8 twice. */
  static final Set<BigInteger> SMALL_ORDER =
      Set.of(
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          BigInteger.ZERO,
          ORDER_8,
          P.subtract(ORDER_8));

  private Ed25519Encoding() {}

  /** Canonical and not of small order. */
  static boolean isAcceptedPoint(Bytes encoded) {
    BigInteger y = littleEndian(encoded).clearBit(255);
    return y.compareTo(P) < 0 && !SMALL_ORDER.contains(y);
  }

  static boolean isReducedScalar(Bytes encoded) {
    return littleEndian(encoded).compareTo(L) < 0;
  }

  private static BigInteger littleEndian(Bytes encoded) {
    byte[] source = encoded.toArray();
    byte[] reversed = new byte[source.length];
    for (int i = 0; i < source.length; i++) {
      reversed[source.length - 1 - i] = source[i];
    }
    return new BigInteger(1, reversed);
  }
}
