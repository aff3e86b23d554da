import { fixed, UsageError, VerificationError, type Fixed } from '../../bytes/index.ts';
import type { AesKey, CryptoProvider, MacKey } from '../index.ts';
import { HeldKey } from './handle.ts';
import { expected, source, type Platform } from './platform.ts';

type Symmetric = Omit<CryptoProvider, 'random' | 'x25519' | 'ed25519' | 'mlKem768'>;

/** Hashes, key derivation and AES-GCM; every key is imported non-extractable. */
export function createSymmetric({ subtle }: Platform): Symmetric {
  async function derive(algorithm: HkdfParams | Pbkdf2Params, input: Uint8Array, length: number) {
    const key = await subtle.importKey('raw', source(input), algorithm.name, false, ['deriveBits']);
    return new Uint8Array(await subtle.deriveBits(algorithm, key, length * 8));
  }

  return {
    async sha256(data) {
      return fixed(
        32,
        new Uint8Array(await expected('sha256', subtle.digest('SHA-256', source(data)))),
        'sha256',
      );
    },

    async hkdf<N extends number>(input: Uint8Array, salt: Uint8Array, info: Uint8Array, length: N) {
      const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: source(salt), info: source(info) };
      return fixed(length, await expected('hkdf', derive(algorithm, input, length)), 'hkdf');
    },

    async pbkdf2(password, salt, rounds) {
      const algorithm = { name: 'PBKDF2', hash: 'SHA-256', salt: source(salt), iterations: rounds };
      return fixed(32, await expected('pbkdf2', derive(algorithm, password, 32)), 'pbkdf2');
    },

    async macKey(raw): Promise<MacKey> {
      const algorithm = { name: 'HMAC', hash: 'SHA-256' };
      const key = await expected('hmac', subtle.importKey('raw', source(raw), algorithm, false, ['sign']));
      return new HeldKey('MacKey', key);
    },

    async mac(key, data) {
      const tag = await expected('hmac', subtle.sign('HMAC', HeldKey.of(key), source(data)));
      return fixed(32, new Uint8Array(tag), 'hmac');
    },

    async aesKey(raw): Promise<AesKey> {
      const usages: KeyUsage[] = ['encrypt', 'decrypt'];
      const key = await expected('aes', subtle.importKey('raw', source(raw), 'AES-GCM', false, usages));
      return new HeldKey('AesKey', key);
    },

    async seal(key, nonce, plaintext, aad) {
      const call = subtle.encrypt(parameters(nonce, aad), HeldKey.of(key), source(plaintext));
      return new Uint8Array(await expected('aes', call));
    },

    async open(key, nonce, ciphertext, aad) {
      const held = HeldKey.of(key);
      try {
        return new Uint8Array(await subtle.decrypt(parameters(nonce, aad), held, source(ciphertext)));
      } catch (cause) {
        // Web Crypto says OperationError for a wrong tag, a short ciphertext and nothing else here.
        throw new VerificationError('tag-mismatch', { cause });
      }
    },

    lend: (key) => HeldKey.of(key),

    borrow(kind, lent) {
      if (!(lent instanceof CryptoKey)) throw new UsageError('key-of-another-provider');
      return new HeldKey(kind, lent);
    },
  };
}

function parameters(nonce: Fixed<12>, aad: Uint8Array): AesGcmParams {
  return { name: 'AES-GCM', iv: source(nonce), additionalData: source(aad), tagLength: 128 };
}
