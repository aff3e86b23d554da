import { fixed, hex } from '../../src/bytes/index.ts';
import type { AesKey, CryptoProvider } from '../../src/crypto/index.ts';
import { createWebCrypto, type WebCryptoOptions } from '../../src/crypto/webcrypto/index.ts';

/**
 * A provider that keeps account of every key and nonce used to seal, and refuses the second use of a pair: GCM
 * with a repeated nonce gives away both texts. Share one ledger between all devices of a test.
 */
export class NonceLedger {
  readonly #used = new Set<string>();
  readonly #raw = new WeakMap<AesKey, string>();
  /** Of keys that came from another worker, which are other objects there: by what they make of nothing. */
  readonly #lent = new Map<string, string>();
  #repeated = 0;

  /** How many texts were sealed. */
  get sealed(): number {
    return this.#used.size;
  }

  /** How many were refused. For tests of code that lives on after an error. */
  get repeated(): number {
    return this.#repeated;
  }

  watch(crypto: CryptoProvider): CryptoProvider {
    return {
      ...crypto,
      aesKey: async (raw) => {
        const key = await crypto.aesKey(raw);
        this.#raw.set(key, hex(raw));
        this.#lent.set(await fingerprint(crypto, key), hex(raw));
        return key;
      },
      seal: async (key, nonce, plaintext, aad) => {
        const raw = this.#raw.get(key) ?? this.#lent.get(await fingerprint(crypto, key));
        if (raw === undefined) {
          throw new Error('sealed under a key the ledger never saw');
        }
        const use = `${raw}:${hex(nonce)}`;
        if (this.#used.has(use)) {
          this.#repeated += 1;
          throw new Error('a key and nonce were used twice');
        }
        this.#used.add(use);
        return crypto.seal(key, nonce, plaintext, aad);
      },
    };
  }
}

async function fingerprint(crypto: CryptoProvider, key: AesKey): Promise<string> {
  const nothing = new Uint8Array();
  return hex(await crypto.seal(key, fixed(12, new Uint8Array(12), 'nonce'), nothing, nothing));
}

/** The provider of every test of the protocol and the messenger, with a ledger of its own. */
export async function watchedCrypto(options: WebCryptoOptions = {}): Promise<CryptoProvider> {
  return new NonceLedger().watch(await createWebCrypto(options));
}
