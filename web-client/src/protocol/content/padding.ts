import { ByteReader, CodecError, concat, isZero, prefixed } from '../../bytes/index.ts';
import { MAX_CONTENT_BYTES } from '../limits.ts';

/** Most messages are short; these make most of them look alike. */
const BUCKETS = [256, 1_024, 4_096, 16_384];
const PREFIX_BYTES = 4;

/** [C-2] The padded length of `length` bytes, the length prefix included in both. */
export function bucketOf(length: number): number {
  return BUCKETS.find((bucket) => length <= bucket) ?? padme(length);
}

/**
 * Padmé (Nikitin et al., PETS 2019): keeps only as many leading bits of the length as there are bits in its
 * exponent; at most 12 % overhead, O(log log L) bits leaked.
 */
function padme(length: number): number {
  const exponent = Math.floor(Math.log2(length));
  const significant = Math.floor(Math.log2(exponent)) + 1;
  const step = 2 ** (exponent - significant);
  return Math.ceil(length / step) * step;
}

/** [C-2] Length, bytes, zeros up to the bucket. */
export function pad(bytes: Uint8Array): Uint8Array {
  const framed = prefixed(bytes);
  return concat(framed, new Uint8Array(bucketOf(framed.length) - framed.length));
}

/** [C-2] @throws CodecError `padding-…` for anything that `pad` does not write */
export function unpad(padded: Uint8Array): Uint8Array {
  const reader = new ByteReader(padded, 'padding');
  const bytes = reader.prefixed(MAX_CONTENT_BYTES);
  if (!isZero(reader.rest()) || padded.length !== bucketOf(bytes.length + PREFIX_BYTES)) {
    throw new CodecError('padding-invalid');
  }
  return bytes;
}
