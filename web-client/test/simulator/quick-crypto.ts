import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  hkdfSync,
  pbkdf2Sync,
} from 'node:crypto';

import { fixed, UsageError, VerificationError, type Fixed } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import type { CryptoMemory } from './crypto-memory.ts';
import { agreement, Held, kem, signatures } from './quick-keys.ts';

const TAG_BYTES = 16;

/**
 * The same primitives as the platform's Web Crypto, of the same library, but computed on the spot: every promise is
 * settled when it is returned, so that nothing depends on which thread is done first. Randomness is the caller's.
 */
export function quickCrypto(fill: (target: Uint8Array) => void, memory: CryptoMemory): CryptoProvider {
  const random = <N extends number>(length: N): Fixed<N> => {
    const bytes = new Uint8Array(length);
    fill(bytes);
    return fixed(length, bytes, 'random');
  };
  const source = { random, memory };
  return {
    random,
    ...symmetric,
    x25519: agreement(source),
    ed25519: signatures(source),
    mlKem768: kem(source),
  };
}

const symmetric: Omit<CryptoProvider, 'random' | 'x25519' | 'ed25519' | 'mlKem768'> = {
  sha256: async (data) => fixed(32, new Uint8Array(hash('sha256', data, 'buffer')), 'sha256'),
  hkdf: async (input, salt, info, length) =>
    fixed(length, new Uint8Array(hkdfSync('sha256', input, salt, info, length)), 'hkdf'),
  // One round: no script is about guessing passwords.
  pbkdf2: async (password, salt) =>
    fixed(32, new Uint8Array(pbkdf2Sync(password, salt, 1, 32, 'sha256')), 'pbkdf2'),
  macKey: async (raw) => new Held('MacKey', createSecretKey(raw)),
  mac: async (key, data) =>
    fixed(32, new Uint8Array(createHmac('sha256', Held.of(key).key).update(data).digest()), 'hmac'),
  aesKey: async (raw) => new Held('AesKey', createSecretKey(raw)),
  seal: async (key, nonce, plaintext, aad) => {
    const cipher = createCipheriv('aes-256-gcm', Held.of(key).key, nonce);
    cipher.setAAD(aad);
    const parts = [cipher.update(plaintext), cipher.final()];
    return new Uint8Array(Buffer.concat([...parts, cipher.getAuthTag()]));
  },
  open: async (key, nonce, ciphertext, aad) => {
    if (ciphertext.length < TAG_BYTES) throw new VerificationError('tag-mismatch');
    const decipher = createDecipheriv('aes-256-gcm', Held.of(key).key, nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(aad);
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
    const text = decipher.update(ciphertext.subarray(0, -TAG_BYTES));
    try {
      decipher.final();
    } catch (cause) {
      throw new VerificationError('tag-mismatch', { cause });
    }
    return new Uint8Array(text);
  },
  lend: (key) => key,
  borrow: (kind, lent) => {
    if (!(lent instanceof Held)) throw new UsageError('key-of-another-provider');
    return new Held(kind, lent.key);
  },
};
