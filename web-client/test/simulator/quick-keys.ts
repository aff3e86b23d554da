import {
  createPrivateKey,
  createPublicKey,
  decapsulate,
  diffieHellman,
  hash,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

import { ml_kem768 as mlKem768 } from '@noble/post-quantum/ml-kem.js';

import {
  fixed,
  fromHex,
  hex,
  isZero,
  Secret,
  UsageError,
  VerificationError,
  type Fixed,
} from '../../src/bytes/index.ts';
import {
  isAcceptableEd25519,
  type Agreement,
  type Kem,
  type KeyHandle,
  type Signatures,
} from '../../src/crypto/index.ts';
import type { CryptoMemory } from './crypto-memory.ts';

/** A key of Node's; its seed, where it has one, names what is computed with it. */
export class Held<K extends string> implements KeyHandle<K> {
  readonly kind: K;
  readonly extractable = false;
  readonly key: KeyObject;
  readonly seed: Uint8Array;

  constructor(kind: K, key: KeyObject, seed: Uint8Array = new Uint8Array()) {
    this.kind = kind;
    this.key = key;
    this.seed = seed;
  }

  static of(handle: KeyHandle<string>): Held<string> {
    if (!(handle instanceof Held)) throw new UsageError('key-of-another-provider');
    return handle;
  }
}

/** Where fresh bytes come from, and what was computed before. */
export interface Source {
  readonly random: <N extends number>(length: N) => Fixed<N>;
  readonly memory: CryptoMemory;
}

/** PKCS #8 and SubjectPublicKeyInfo around the bare bytes (RFC 8410; the seed-only form of RFC 9935). */
const PRIVATE = {
  x25519: fromHex('302e020100300506032b656e04220420'),
  ed25519: fromHex('302e020100300506032b657004220420'),
  mlKem: fromHex('3054020100300b060960864801650304040204428040'),
};
const PUBLIC = { x25519: fromHex('302a300506032b656e032100'), ed25519: fromHex('302a300506032b6570032100') };

export function agreement({ random, memory }: Source): Agreement {
  return {
    generate: async () => {
      const seed = random(32);
      const key = born(memory, 'AgreementKey', 'x25519', seed);
      return { seed: Secret.of('AgreementSeed', 32, seed), key, publicKey: publicOf(memory, key, 32) };
    },
    restore: async (seed) => born(memory, 'AgreementKey', 'x25519', seed.expose().slice()),
    agree: async (ours, theirs) => {
      const { key, seed } = Held.of(ours);
      const output = memory.recall(named('agree', seed, theirs), () => {
        try {
          return new Uint8Array(diffieHellman({ privateKey: key, publicKey: publicKey('x25519', theirs) }));
        } catch (cause) {
          throw new VerificationError('agreement-zero', { cause });
        }
      });
      if (isZero(output)) throw new VerificationError('agreement-zero');
      return Secret.of('AgreementOutput', 32, output);
    },
  };
}

export function signatures({ random, memory }: Source): Signatures {
  return {
    generate: async () => {
      const seed = random(32);
      const key = born(memory, 'SigningKey', 'ed25519', seed);
      return { seed: Secret.of('SigningSeed', 32, seed), key, publicKey: publicOf(memory, key, 32) };
    },
    restore: async (seed) => born(memory, 'SigningKey', 'ed25519', seed.expose().slice()),
    sign: async (handle, data) => {
      const { key, seed } = Held.of(handle);
      const made = () => fixed(64, new Uint8Array(sign(null, data, key)), 'ed25519');
      return memory.recall(named('sign', seed, data), made);
    },
    verify: async (signer, data, signature) =>
      isAcceptableEd25519(signer, signature) &&
      memory.recall(named('verify', signer, data, signature), () => {
        try {
          return verify(null, data, publicKey('ed25519', signer), signature);
        } catch {
          return false; // 32 bytes that are no point
        }
      }),
  };
}

/** Encapsulation is noble's: Node's takes no randomness from outside. */
export function kem({ random, memory }: Source): Kem {
  return {
    generate: async () => {
      const seed = random(64);
      const key = born(memory, 'DecapsulationKey', 'mlKem', seed);
      return { seed: Secret.of('KemSeed', 64, seed), key, publicKey: publicOf(memory, key, 1184) };
    },
    restore: async (seed) => born(memory, 'DecapsulationKey', 'mlKem', seed.expose().slice()),
    encapsulate: async (theirs) => {
      const message = random(32);
      return memory.recall(named('encapsulate', theirs, message), () => {
        try {
          const { cipherText, sharedSecret } = mlKem768.encapsulate(theirs, message);
          return {
            ciphertext: fixed(1088, cipherText, 'kem-ciphertext'),
            output: Secret.of('KemOutput', 32, sharedSecret),
          };
        } catch (cause) {
          throw new VerificationError('kem-key-invalid', { cause });
        }
      });
    },
    decapsulate: async (ours, ciphertext) => {
      const { key, seed } = Held.of(ours);
      const opened = () => new Uint8Array(decapsulate(key, ciphertext));
      return Secret.of('KemOutput', 32, memory.recall(named('decapsulate', seed, ciphertext), opened));
    },
  };
}

function born<K extends string>(
  memory: CryptoMemory,
  kind: K,
  curve: keyof typeof PRIVATE,
  seed: Uint8Array,
) {
  const form = Buffer.concat([PRIVATE[curve], seed]);
  const made = () => createPrivateKey({ key: form, format: 'der', type: 'pkcs8' });
  return new Held(kind, memory.recall(`${curve} ${hex(seed)}`, made), seed);
}

function publicOf<N extends number>(
  memory: CryptoMemory,
  { kind, key, seed }: Held<string>,
  length: N,
): Fixed<N> {
  return memory.recall(`public ${kind} ${hex(seed)}`, () => {
    const form = createPublicKey(key).export({ format: 'der', type: 'spki' });
    return fixed(length, new Uint8Array(form.subarray(-length)), 'public-key');
  });
}

const publicKey = (kind: keyof typeof PUBLIC, raw: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([PUBLIC[kind], raw]), format: 'der', type: 'spki' });

const named = (what: string, ...parts: readonly Uint8Array[]) =>
  `${what} ${parts.map((part) => hash('sha256', part, 'base64')).join(' ')}`;
