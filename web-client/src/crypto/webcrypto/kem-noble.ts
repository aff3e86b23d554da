import { ml_kem768 as mlKem768 } from '@noble/post-quantum/ml-kem.js';
import { fixed, Secret, UsageError, VerificationError } from '../../bytes/index.ts';
import type { DecapsulationKey, Kem, KemSeed, KeyHandle } from '../index.ts';
import type { Platform } from './platform.ts';

/** The expanded decapsulation key, out of reach of everything but this file. */
class NobleKey implements KeyHandle<'DecapsulationKey'> {
  readonly kind = 'DecapsulationKey';
  readonly extractable = false;
  readonly #expanded: Uint8Array;

  constructor(expanded: Uint8Array) {
    this.#expanded = expanded;
  }

  static of(handle: DecapsulationKey): Uint8Array {
    if (!(handle instanceof NobleKey)) {
      throw new UsageError('key-of-another-provider');
    }
    return handle.#expanded;
  }
}

/** ML-KEM-768 for platforms without it. Loaded only there: see `createWebCrypto`. */
export function createNobleKem({ randomise }: Pick<Platform, 'randomise'>): Kem {
  function fresh(length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    randomise(bytes);
    return bytes;
  }

  return {
    async generate() {
      const seed = Secret.of('KemSeed', 64, fresh(64));
      const { publicKey, secretKey } = mlKem768.keygen(seed.expose());
      return { seed, key: new NobleKey(secretKey), publicKey: fixed(1184, publicKey, 'kem-key') };
    },
    async restore(seed: KemSeed): Promise<DecapsulationKey> {
      return new NobleKey(mlKem768.keygen(seed.expose()).secretKey);
    },
    async encapsulate(theirs) {
      const message = fresh(32);
      try {
        const { cipherText, sharedSecret } = mlKem768.encapsulate(theirs, message);
        return {
          ciphertext: fixed(1088, cipherText, 'kem-ciphertext'),
          output: Secret.of('KemOutput', 32, sharedSecret),
        };
      } catch (cause) {
        // The lengths are fixed by type: what is left is the modulus check of FIPS 203, 7.2.
        throw new VerificationError('kem-key-invalid', { cause }); // [K-4]
      }
    },
    async decapsulate(ours, ciphertext) {
      return Secret.of('KemOutput', 32, mlKem768.decapsulate(ciphertext, NobleKey.of(ours)));
    },
  };
}
