import { TacetError } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { ApiError } from '../../../src/messenger/ports/api.ts';
import { StoreError } from '../../../src/messenger/ports/store.ts';

/** Bytes from outside may be wrong in form, against a rule, or not hold. They are never the caller's or the platform's fault. */
const EXPECTED = new Set(['codec', 'validation', 'verification']);

function isExpected(cause: unknown): boolean {
  if (cause instanceof TacetError) return EXPECTED.has(cause.kind);
  return (cause instanceof StoreError && cause.code === 'damaged') || cause instanceof ApiError;
}

/** What was decoded, or undefined after a typed refusal. @throws whatever else was thrown */
export function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (cause) {
    if (isExpected(cause)) return undefined;
    throw cause;
  }
}

/** As {@link decoded}. */
export async function awaited<T>(decode: () => Promise<T>): Promise<T | undefined> {
  try {
    return await decode();
  } catch (cause) {
    if (isExpected(cause)) return undefined;
    throw cause;
  }
}

export function same(one: Uint8Array, other: Uint8Array, what: string): void {
  if (!Buffer.from(one).equals(other)) throw new Error(`${what}: another encoding of the same value`);
}

/** Every signature and tag holds, so that what lies behind them is decoded too. */
export function trusting(crypto: CryptoProvider): CryptoProvider {
  return {
    ...crypto,
    open: (_key, _nonce, ciphertext) => Promise.resolve(ciphertext),
    ed25519: { ...crypto.ed25519, verify: () => Promise.resolve(true) },
  };
}
