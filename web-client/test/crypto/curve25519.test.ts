import { ED25519_TORSION_SUBGROUP } from '@noble/curves/ed25519.js';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fromHex, hex, Secret } from '../../src/bytes/index.ts';
import { isAcceptableEd25519, type CryptoProvider } from '../../src/crypto/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { bytes, some, vectors } from './vectors.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const agreement = vectors('x25519');
const signatures = vectors('ed25519');
/** `./tacet verify` asks for the million; it takes minutes. */
const mostRounds = process.env['TACET_THOROUGH'] === undefined ? 1000 : 1_000_000;
const iterated = [agreement.iterated, ...agreement.iteratedFurther].filter(
  ({ iterations }) => iterations <= mostRounds,
);
let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await createWebCrypto();
});

/** A provider whose only randomness is the given seed: makes the key pair of a vector. */
const seeded = (seed: string) =>
  createWebCrypto({ fill: (target) => target.set(fromHex(seed).subarray(0, target.length)) });

describe('X25519 [K-2]', () => {
  it.each(some(agreement.tests))('$name', async (test) => {
    const ours = await crypto.x25519.restore(Secret.of('AgreementSeed', 32, fromHex(test.private)));
    const agreed = crypto.x25519.agree(ours, bytes(32, test.public));
    if (test.result === 'refused') {
      await expect(agreed).rejects.toMatchObject({ kind: 'verification', code: test.code });
      return;
    }
    expect(hex((await agreed).expose())).toBe(test.shared);
  });

  it.each(some(iterated))('$name', { timeout: 20 * 60_000 }, async ({ start, iterations, result }) => {
    let [k, u] = [fromHex(start), fromHex(start)];
    for (let round = 0; round < iterations; round += 1) {
      const ours = await crypto.x25519.restore(Secret.of('AgreementSeed', 32, k));
      const output = await crypto.x25519.agree(ours, bytes(32, hex(u)));
      [u, k] = [k, output.expose()];
    }
    expect(hex(k)).toBe(result);
  });

  it.each(some(agreement.publicKeys))('computes the public key of $private', async (test) => {
    const pair = await (await seeded(test.private)).x25519.generate();
    expect(hex(pair.publicKey)).toBe(test.public);
  });
});

describe('Ed25519 [K-3]', () => {
  it.each(some(signatures.signing))('$name', async (test) => {
    const pair = await (await seeded(test.seed)).ed25519.generate();
    expect(hex(pair.publicKey)).toBe(test.public);
    const message = fromHex(test.message);
    const signature = await crypto.ed25519.sign(pair.key, message);
    expect(hex(signature)).toBe(test.signature);
    expect(await crypto.ed25519.verify(pair.publicKey, message, signature)).toBe(true);
  });

  it.each(some(signatures.tests))('$name', async (test) => {
    const verdict = await crypto.ed25519.verify(
      bytes(32, test.public),
      fromHex(test.message),
      bytes(64, test.signature),
    );
    expect(verdict).toBe(test.result === 'valid');
  });

  it('refuses every encoding of the eight small-order points before the platform is asked', () => {
    const good = signatures.signing[0];
    const [key, signature] = [fromHex(good?.public ?? ''), fromHex(good?.signature ?? '')];
    expect(isAcceptableEd25519(bytes(32, hex(key)), bytes(64, hex(signature)))).toBe(true);
    expect(ED25519_TORSION_SUBGROUP).toHaveLength(8);
    for (const point of ED25519_TORSION_SUBGROUP) {
      for (const sign of [0x00, 0x80]) {
        const encoded = fromHex(point);
        encoded[31] = ((encoded[31] ?? 0) & 0x7f) | sign;
        expect(isAcceptableEd25519(bytes(32, hex(encoded)), bytes(64, hex(signature)))).toBe(false);
        const forged = Uint8Array.from([...encoded, ...signature.subarray(32)]);
        expect(isAcceptableEd25519(bytes(32, hex(key)), bytes(64, hex(forged)))).toBe(false);
      }
    }
  });

  it('refuses y from p to 2^255 - 1 and S of L and above', () => {
    const good = signatures.signing[0];
    const [key, signature] = [fromHex(good?.public ?? ''), fromHex(good?.signature ?? '')];
    for (let low = 0xed; low <= 0xff; low += 1) {
      const y = Uint8Array.from({ length: 32 }, (_, index) =>
        index === 0 ? low : index === 31 ? 0x7f : 0xff,
      );
      expect(isAcceptableEd25519(bytes(32, hex(y)), bytes(64, hex(signature)))).toBe(false);
    }
    const order = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
    const withOrder = Uint8Array.from([...signature.subarray(0, 32), ...order]);
    expect(isAcceptableEd25519(bytes(32, hex(key)), bytes(64, hex(withOrder)))).toBe(false);
    withOrder[32] = 0xec; // L - 1
    expect(isAcceptableEd25519(bytes(32, hex(key)), bytes(64, hex(withOrder)))).toBe(true);
  });

  it('says false, not an error, for 32 bytes that are no point', async () => {
    const nowhere = bytes(32, `02${'00'.repeat(31)}`);
    const signature = bytes(64, signatures.signing[0]?.signature ?? '');
    expect(await crypto.ed25519.verify(nowhere, new Uint8Array(), signature)).toBe(false);
  });
});
