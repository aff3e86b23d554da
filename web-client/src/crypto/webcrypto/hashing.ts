import { hkdf as hkdfOf } from '@noble/hashes/hkdf.js';
import { hmac as hmacOf } from '@noble/hashes/hmac.js';
import { sha256 as sha256Of } from '@noble/hashes/sha2.js';
import { fixed, type Fixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../index.ts';
import { expected, source, type Platform } from './platform.ts';

/**
 * What is computed here: a message takes eight of these, of 100 bytes or so each, and every question to Web Crypto goes to
 * another thread and back, which takes longer than the answer. Above this the platform is faster.
 */
const HERE_AT_MOST_BYTES = 2_048;

type Hashing = Pick<CryptoProvider, 'sha256' | 'hkdf' | 'hmac'>;

/** SHA-256 and what is made of it, of bytes that are in memory anyway. */
export function createHashing({ subtle }: Platform): Hashing {
  return {
    async sha256(data) {
      if (data.length <= HERE_AT_MOST_BYTES) return fixed(32, sha256Of(data), 'sha256');
      const digest = await expected('sha256', subtle.digest('SHA-256', source(data)));
      return fixed(32, new Uint8Array(digest), 'sha256');
    },

    hkdf: async <N extends number>(input: Uint8Array, salt: Uint8Array, info: Uint8Array, length: N) =>
      fixed(length, hkdfOf(sha256Of, input, salt, info, length), 'hkdf'),

    hmac: async (raw: Fixed<32>, data: Uint8Array) => fixed(32, hmacOf(sha256Of, raw, data), 'hmac'),
  };
}
