import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { fixed, InternalError, Secret, TacetError, type Fixed } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { expected } from '../../src/crypto/webcrypto/platform.ts';
import { bytes, some, vectors } from './vectors.ts';

const { subtle } = globalThis.crypto;
const zeros = <N extends number>(length: N): Fixed<N> => fixed(length, new Uint8Array(length), 'zeros');
const nothing = new Uint8Array();
let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await createWebCrypto({ kem: 'native' });
});
afterEach(() => vi.restoreAllMocks());

/** One method of Web Crypto does something else than Node's for the rest of the test. */
function platform(method: keyof SubtleCrypto, does: (...parameters: never[]) => Promise<unknown>): void {
  vi.spyOn<Record<string, () => unknown>, string>(Object(subtle), method).mockImplementation(does);
}

const broken =
  (name = 'OperationError') =>
  (): Promise<never> =>
    Promise.reject(new DOMException('as on a broken platform', name));

describe('A platform that does not check', () => {
  it('gets no signature that it would take and others refuse [K-3]', async () => {
    const verify = vi.fn<() => Promise<boolean>>(() => Promise.resolve(true));
    platform('verify', verify);
    const lists = [...some(vectors('ed25519').tests), ...some(vectors('ed25519-wycheproof').tests)];
    const sized = lists.filter(({ signature }) => signature.length === 128);
    const said = await Promise.all(
      sized.map(({ public: key, signature }) =>
        crypto.ed25519.verify(bytes(32, key), nothing, bytes(64, signature)),
      ),
    );
    // Small orders, non-canonical points and S of L and above; a wrong signature in order is the platform's to judge.
    const refused = sized.filter((_, index) => said[index] === false).map(({ name }) => name);
    expect(refused.filter((name) => name.startsWith('speccheck')).map((name) => name.slice(10, 11))).toEqual([
      '0',
      '1',
      '2',
      '6',
      '7',
      '8',
      '9',
    ]);
    expect(refused.length).toBeGreaterThan(15);
    expect(verify).toHaveBeenCalledTimes(sized.length - refused.length);
  });

  it('computes no agreement of zeros [K-2]', async () => {
    const { key } = await crypto.x25519.generate();
    platform('deriveBits', () => Promise.resolve(new ArrayBuffer(32)));
    await expect(crypto.x25519.agree(key, zeros(32))).rejects.toMatchObject({
      kind: 'verification',
      code: 'agreement-zero',
    });
  });

  it('or decodes a point at import: 32 bytes that are none are no signature either', async () => {
    const good = vectors('ed25519').signing[0];
    const key = bytes(32, good?.public ?? '');
    const signature = bytes(64, good?.signature ?? '');
    platform('importKey', broken('DataError'));
    expect(await crypto.ed25519.verify(key, nothing, signature)).toBe(false);
    platform('importKey', broken());
    await expect(crypto.ed25519.verify(key, nothing, signature)).rejects.toMatchObject({
      code: 'platform-ed25519',
    });
  });
});

describe('A broken platform', () => {
  const seed = Secret.of('AgreementSeed', 32, new Uint8Array(32).fill(1));
  const signingSeed = Secret.of('SigningSeed', 32, new Uint8Array(32).fill(1));
  const kemSeed = Secret.of('KemSeed', 64, new Uint8Array(64).fill(1));

  it.each<readonly [string, keyof SubtleCrypto, () => Promise<unknown>]>([
    ['sha256', 'digest', () => crypto.sha256(nothing)],
    ['hkdf', 'deriveBits', () => crypto.hkdf(nothing, nothing, nothing, 32)],
    ['hkdf', 'importKey', () => crypto.hkdf(nothing, nothing, nothing, 32)],
    ['pbkdf2', 'deriveBits', () => crypto.pbkdf2(nothing, nothing, 1)],
    ['hmac', 'importKey', () => crypto.macKey(zeros(32))],
    ['aes', 'importKey', () => crypto.aesKey(zeros(32))],
    ['import', 'importKey', () => crypto.x25519.restore(seed)],
    ['import', 'importKey', () => crypto.ed25519.restore(signingSeed)],
    ['ml-kem', 'importKey', () => crypto.mlKem768.restore(kemSeed)],
    ['ml-kem', 'importKey', () => crypto.mlKem768.generate()],
    ['ml-kem', 'exportKey', () => crypto.mlKem768.generate()],
    ['export', 'exportKey', () => crypto.x25519.generate()],
    ['export', 'exportKey', () => crypto.ed25519.generate()],
  ])('is told by name: platform-%s when %s fails', async (name, method, ask) => {
    platform(method, broken());
    await expect(ask()).rejects.toMatchObject({ kind: 'internal', code: `platform-${name}` });
  });

  it('is told by name when a key it made does not work', async () => {
    const [mac, aes] = [await crypto.macKey(zeros(32)), await crypto.aesKey(zeros(32))];
    const signing = (await crypto.ed25519.generate()).key;
    const agreement = (await crypto.x25519.generate()).key;
    const kem = await crypto.mlKem768.generate();
    for (const method of ['sign', 'encrypt', 'encapsulateBits', 'decapsulateBits'] as const) {
      // The last two are newer than TypeScript's library.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      platform(method as keyof SubtleCrypto, broken());
    }
    const ciphertext = zeros(1088);
    for (const [code, call] of [
      ['platform-hmac', crypto.mac(mac, nothing)],
      ['platform-ed25519', crypto.ed25519.sign(signing, nothing)],
      ['platform-aes', crypto.seal(aes, zeros(12), nothing, nothing)],
      ['platform-ml-kem', crypto.mlKem768.encapsulate(kem.publicKey)],
      ['platform-ml-kem', crypto.mlKem768.decapsulate(kem.key, ciphertext)],
    ] as const) {
      await expect(call).rejects.toMatchObject({ kind: 'internal', code });
    }
    platform('importKey', broken());
    await expect(crypto.x25519.agree(agreement, zeros(32))).rejects.toMatchObject({
      code: 'platform-x25519',
    });
  });

  it('that exports no public key is told by name', async () => {
    platform('exportKey', () => Promise.resolve({}));
    await expect(crypto.x25519.generate()).rejects.toMatchObject({ code: 'platform-export' });
    await expect(crypto.mlKem768.generate()).rejects.toMatchObject({ code: 'platform-ml-kem' });
  });

  it('is not blamed for a refusal of ours, and its own words are kept for developers', async () => {
    const ours = new InternalError('platform-ours');
    await expect(expected('x', Promise.reject(ours))).rejects.toBe(ours);
    const cause = new Error('of the platform');
    await expect(expected('x', Promise.reject(cause))).rejects.toSatisfy(
      (error) => error instanceof TacetError && error.code === 'platform-x' && error.cause === cause,
    );
  });
});
