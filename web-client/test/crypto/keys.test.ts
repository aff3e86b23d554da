import { inspect } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hex } from '../../src/bytes/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';

describe('Keys in memory [K-1]', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are not extractable, whatever made them', async () => {
    const imported: CryptoKey[] = [];
    const real = globalThis.crypto.subtle.importKey.bind(globalThis.crypto.subtle);
    const spy = vi
      .spyOn(globalThis.crypto.subtle, 'importKey')
      .mockImplementation(async (...parameters: unknown[]) => {
        const key: CryptoKey = await Reflect.apply(real, undefined, parameters);
        imported.push(key);
        return key;
      });
    const crypto = await createWebCrypto();
    const handles = [
      (await crypto.x25519.generate()).key,
      (await crypto.ed25519.generate()).key,
      (await crypto.mlKem768.generate()).key,
      await crypto.aesKey(crypto.random(32)),
      await crypto.macKey(crypto.random(32)),
    ];
    expect(handles.map((handle) => handle.extractable)).toEqual([false, false, false, false, false]);
    // One transient extractable key per pair at birth, whose public half is read; no handle holds it.
    const extractable = imported.filter((key) => key.extractable);
    expect(extractable.map((key) => key.algorithm.name).toSorted()).toEqual([
      'Ed25519',
      'ML-KEM-768',
      'X25519',
    ]);
    expect(spy).toHaveBeenCalled();
  });

  it('cannot be made a handle while extractable', async () => {
    const { HeldKey } = await import('../../src/crypto/webcrypto/handle.ts');
    const loose = await globalThis.crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, [
      'encrypt',
    ]);
    expect(() => new HeldKey('AesKey', loose)).toThrow('key-extractable');
  });

  it.each(['native', 'noble'] as const)(
    'say what they are for, and are good for nothing else (%s)',
    async (kem) => {
      const crypto = await createWebCrypto({ kem });
      const kemPair = await crypto.mlKem768.generate();
      const pairs = [await crypto.x25519.generate(), await crypto.ed25519.generate(), kemPair];
      const handles = [
        ...pairs.map(({ key }) => key),
        await crypto.mlKem768.restore(kemPair.seed),
        await crypto.aesKey(crypto.random(32)),
        await crypto.macKey(crypto.random(32)),
      ];
      expect(handles.map(({ kind }) => kind)).toEqual([
        'AgreementKey',
        'SigningKey',
        'DecapsulationKey',
        'DecapsulationKey',
        'AesKey',
        'MacKey',
      ]);
      expect(handles.every(({ extractable }) => !extractable)).toBe(true);
      expect(pairs.map(({ seed }) => String(seed))).toEqual([
        '[AgreementSeed redacted]',
        '[SigningSeed redacted]',
        '[KemSeed redacted]',
      ]);
    },
  );

  it('do not print: string, JSON and inspection give the role only', async () => {
    const crypto = await createWebCrypto();
    const { seed } = await crypto.x25519.generate();
    const secret = hex(seed.expose());
    for (const printed of [
      String(seed),
      JSON.stringify({ seed }),
      inspect(seed),
      inspect({ deep: { seed } }),
    ]) {
      expect(printed).toContain('[AgreementSeed redacted]');
      expect(printed).not.toContain(secret);
    }
  });

  it('are asked of the platform first, and of noble only where there is none', async () => {
    const real = globalThis.crypto.subtle.importKey.bind(globalThis.crypto.subtle);
    vi.spyOn(globalThis.crypto.subtle, 'importKey').mockImplementation(async (...parameters: unknown[]) => {
      if (parameters[2] === 'ML-KEM-768') {
        throw new DOMException('as in Firefox', 'NotSupportedError');
      }
      const key: CryptoKey = await Reflect.apply(real, undefined, parameters);
      return key;
    });
    const crypto = await createWebCrypto();
    const pair = await crypto.mlKem768.generate();
    const { ciphertext, output } = await crypto.mlKem768.encapsulate(pair.publicKey);
    expect(hex((await crypto.mlKem768.decapsulate(pair.key, ciphertext)).expose())).toBe(
      hex(output.expose()),
    );
    expect(pair.key).not.toHaveProperty('algorithm');
  });
});
