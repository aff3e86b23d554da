import {
  ByteReader,
  CodecError,
  concat,
  fixed,
  u8,
  type Fixed,
  type Secret,
  TacetError,
  type VerificationError,
} from '../bytes/index.ts';
import type { AesKey, CryptoProvider } from '../crypto/index.ts';

/** How something is sealed for a place where it is kept or passed on: [D-3], [RP-4], [A-2]. */
export interface Sealing {
  /** Names the format in errors: `<what>-version`, `<what>-truncated`. */
  readonly what: string;
  readonly key: Secret<string>;
  /** Separates the keys that are made of `key`. */
  readonly info: Uint8Array;
  /** Where it belongs: anywhere else it does not open. */
  readonly context: Uint8Array;
}

const FORMAT = 1;
const RANDOM_BYTES = 16;
const TAG_BYTES = 16;
/** What sealing adds to a plaintext. */
export const SEALED_ONCE_BYTES = 1 + RANDOM_BYTES + TAG_BYTES;

/**
 * `0x01 ‖ random (16) ‖ AES(key, nonce, context, plaintext)` with `key ‖ nonce = HKDF(random, K, info, 44)`: fresh bytes in the
 * key, so that one key may seal any number of texts in one place and no nonce ever repeats under one key.
 */
export async function sealOnce(
  crypto: CryptoProvider,
  sealing: Sealing,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const random = crypto.random(RANDOM_BYTES);
  const { key, nonce } = await cipherOf(crypto, sealing, random);
  return concat(u8(FORMAT), random, await crypto.seal(key, nonce, plaintext, sealing.context));
}

/**
 * @param refusal what is thrown where the tag does not hold
 * @throws CodecError `<what>-version`, `<what>-truncated`
 */
export async function openOnce(
  crypto: CryptoProvider,
  sealing: Sealing,
  sealed: Uint8Array,
  refusal: (cause: unknown) => VerificationError,
): Promise<Uint8Array> {
  const reader = new ByteReader(sealed, sealing.what);
  if (reader.u8() !== FORMAT) {
    throw new CodecError(`${sealing.what}-version`);
  }
  const random = reader.take(RANDOM_BYTES);
  const ciphertext = reader.rest();
  if (ciphertext.length < TAG_BYTES) {
    throw new CodecError(`${sealing.what}-truncated`);
  }
  const { key, nonce } = await cipherOf(crypto, sealing, random);
  return crypto.open(key, nonce, ciphertext, sealing.context).catch((cause: unknown) => {
    throw cause instanceof TacetError && cause.kind === 'verification' ? refusal(cause) : cause;
  });
}

async function cipherOf(
  crypto: CryptoProvider,
  { what, key, info }: Sealing,
  random: Fixed<16>,
): Promise<{ readonly key: AesKey; readonly nonce: Fixed<12> }> {
  const bytes = await crypto.hkdf(key.expose(), random, info, 44);
  return {
    key: await crypto.aesKey(fixed(32, bytes.subarray(0, 32), `${what}-key`)),
    nonce: fixed(12, bytes.subarray(32), `${what}-nonce`),
  };
}
