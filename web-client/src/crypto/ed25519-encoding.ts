import { compare, equal, fromHex, type Fixed } from '../bytes/index.ts';

// Little-endian on the wire (RFC 8032); compared as big-endian numbers after reversal.
const bigEndian = (littleEndian: Uint8Array): Uint8Array => littleEndian.toReversed();

/** p = 2^255 − 19. */
const FIELD_PRIME = fromHex('7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed');
/** L, the order of the base point (RFC 8032, 5.1). */
const GROUP_ORDER = fromHex('1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed');

/**
 * The y coordinates, big-endian, of the eight points whose order divides 8. Both signs of x are covered because the
 * sign bit is cleared before the comparison; that covers the invalid encodings "−0" too.
 */
const SMALL_ORDER_Y = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000001',
  '7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec',
  '05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826',
  '7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7',
].map(fromHex);

function isAcceptablePoint(encoded: Uint8Array): boolean {
  const y = bigEndian(encoded);
  y[0] = (y[0] ?? 0) & 0x7f;
  return compare(y, FIELD_PRIME) < 0 && !SMALL_ORDER_Y.some((small) => equal(small, y));
}

/**
 * [K-3] Platforms disagree about non-canonical and small-order points and about S ≥ L; one signature judged
 * differently would split a log in two. So these are refused here, before the platform is asked.
 * Everything compared is public, so timing does not matter.
 */
export function isAcceptableEd25519(publicKey: Fixed<32>, signature: Fixed<64>): boolean {
  return (
    isAcceptablePoint(publicKey) &&
    isAcceptablePoint(signature.subarray(0, 32)) &&
    compare(bigEndian(signature.subarray(32)), GROUP_ORDER) < 0
  );
}
