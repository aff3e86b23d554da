import { base64url } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';

const FORM = /msg-(\d+);/g;
const MARK = Buffer.from('msg-');
const TAG_BYTES = 16;

/** What message number so many says: a text that is nowhere else. */
export const canary = (number: number) => `msg-${number};`;

/** Numbers of all messages whose text is in there. */
export function canariesIn(bytes: Uint8Array): readonly number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.includes(MARK)) return [];
  return [...buffer.toString('latin1').matchAll(FORM)].map(([, number]) => Number(number));
}

/** Knows of every ciphertext that was made in a world which messages are in it: it sat beside all who sealed. */
export class Canaries {
  readonly #sealed = new Map<string, readonly number[]>();

  watch(crypto: CryptoProvider): CryptoProvider {
    return {
      ...crypto,
      seal: async (key, nonce, plaintext, aad) => {
        const ciphertext = await crypto.seal(key, nonce, plaintext, aad);
        const found = canariesIn(plaintext);
        if (found.length > 0) this.#sealed.set(tagOf(ciphertext), found);
        return ciphertext;
      },
    };
  }

  /** The messages in what ends with such a ciphertext. */
  within(content: Uint8Array): readonly number[] {
    return this.#sealed.get(tagOf(content)) ?? [];
  }
}

const tagOf = (ciphertext: Uint8Array) => base64url(ciphertext.subarray(-TAG_BYTES));

/** Tells of everything that is opened with it, apart from the rest of the world. */
export function overheard(crypto: CryptoProvider, heard: (ciphertext: Uint8Array) => void): CryptoProvider {
  return {
    ...crypto,
    open: async (key, nonce, ciphertext, aad) => {
      const text = await crypto.open(key, nonce, ciphertext, aad);
      heard(ciphertext);
      return text;
    },
  };
}
