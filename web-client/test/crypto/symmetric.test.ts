import { beforeAll, describe, expect, it } from 'vitest';
import { concat, fromHex, hex } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { bytes, some, vectors } from './vectors.ts';

const aead = vectors('aes-256-gcm');
const family = vectors('sha256-family');
let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await createWebCrypto();
});

describe('SHA-256 and what is made of it', () => {
  it.each(some(family.sha256))('SHA-256: $name', async ({ data, digest }) => {
    expect(hex(await crypto.sha256(fromHex(data)))).toBe(digest);
  });

  it.each(some(family.hmac))('HMAC: $name', async ({ key, data, tag }) => {
    expect(hex(await crypto.mac(await crypto.macKey(bytes(32, key)), fromHex(data)))).toBe(tag);
  });

  it.each(some(family.hkdf))('HKDF: $name', async ({ input, salt, info, output }) => {
    const length = output.length / 2;
    expect(hex(await crypto.hkdf(fromHex(input), fromHex(salt), fromHex(info), length))).toBe(output);
  });

  it.each(some(family.pbkdf2))('PBKDF2: $name', async ({ password, salt, rounds, output }) => {
    expect(hex(await crypto.pbkdf2(fromHex(password), fromHex(salt), rounds))).toBe(output);
  });
});

describe('AES-256-GCM', () => {
  it.each(some(aead.tests))('$name', async (test) => {
    const key = await crypto.aesKey(bytes(32, test.key));
    const nonce = bytes(12, test.nonce);
    const sealed = concat(fromHex(test.ciphertext), fromHex(test.tag));
    const opening = crypto.open(key, nonce, sealed, fromHex(test.aad));
    if (test.result === 'refused') {
      await expect(opening).rejects.toMatchObject({ kind: 'verification', code: test.code });
      return;
    }
    expect(hex(await opening)).toBe(test.plaintext);
    expect(hex(await crypto.seal(key, nonce, fromHex(test.plaintext), fromHex(test.aad)))).toBe(hex(sealed));
  });

  it('refuses a ciphertext shorter than its tag', async () => {
    const key = await crypto.aesKey(crypto.random(32));
    await expect(
      crypto.open(key, crypto.random(12), new Uint8Array(15), new Uint8Array()),
    ).rejects.toMatchObject({
      kind: 'verification',
      code: 'tag-mismatch',
    });
  });
});
