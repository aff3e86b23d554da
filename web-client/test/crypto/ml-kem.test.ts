import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fixed, fromHex, hex } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { some, vectors } from './vectors.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const kem = vectors('ml-kem-768');
const ROUND_BYTES = 64 + 32 + 1088;

/** Gives the scripted bytes, in order. */
function script(whole: Uint8Array) {
  let offset = 0;
  return {
    fill: (target: Uint8Array<ArrayBuffer>): void => {
      target.set(whole.subarray(offset, offset + target.length));
      offset += target.length;
    },
    take: (length: number): Uint8Array => whole.slice(offset, (offset += length)),
  };
}

describe.each(['native', 'noble'] as const)('ML-KEM-768, %s', (implementation) => {
  let crypto: CryptoProvider;
  beforeAll(async () => {
    crypto = await createWebCrypto({ kem: implementation });
  });

  it('computes the accumulated vectors of FIPS 203', async () => {
    const { rounds, digest } = kem.accumulated;
    expect(rounds).toBeGreaterThan(0);
    const input = script(createHash('shake128', { outputLength: rounds * ROUND_BYTES }).digest());
    const tested = (await createWebCrypto({ kem: implementation, fill: input.fill })).mlKem768;
    // Encapsulation draws its own randomness in the platform: the deterministic half comes from the other one.
    const encapsulating = (await createWebCrypto({ kem: 'noble', fill: input.fill })).mlKem768;
    const output = createHash('shake128', { outputLength: 32 });
    for (let round = 0; round < rounds; round += 1) {
      const pair = await tested.generate();
      const { ciphertext, output: shared } = await encapsulating.encapsulate(pair.publicKey);
      expect(hex((await tested.decapsulate(pair.key, ciphertext)).expose())).toBe(hex(shared.expose()));
      const rejected = await tested.decapsulate(pair.key, fixed(1088, input.take(1088), 'ciphertext'));
      for (const part of [pair.publicKey, ciphertext, shared.expose(), rejected.expose()]) {
        output.update(part);
      }
    }
    expect(output.digest('hex')).toBe(digest);
  });

  it('agrees with itself after the seed was stored', async () => {
    const pair = await crypto.mlKem768.generate();
    const { ciphertext, output } = await crypto.mlKem768.encapsulate(pair.publicKey);
    const restored = await crypto.mlKem768.restore(pair.seed);
    expect(hex((await crypto.mlKem768.decapsulate(restored, ciphertext)).expose())).toBe(
      hex(output.expose()),
    );
  });

  it.each(some(kem.invalidKeys))('[K-4] refuses a key whose $name', async ({ prefix, code }) => {
    const { publicKey } = await crypto.mlKem768.generate();
    publicKey.set(fromHex(prefix));
    await expect(crypto.mlKem768.encapsulate(publicKey)).rejects.toMatchObject({
      kind: 'verification',
      code,
    });
  });

  it('refuses a handle of the other implementation', async () => {
    const other = await createWebCrypto({ kem: implementation === 'native' ? 'noble' : 'native' });
    const pair = await other.mlKem768.generate();
    const { ciphertext } = await crypto.mlKem768.encapsulate(pair.publicKey);
    await expect(crypto.mlKem768.decapsulate(pair.key, ciphertext)).rejects.toMatchObject({
      kind: 'usage',
      code: 'key-of-another-provider',
    });
  });
});
