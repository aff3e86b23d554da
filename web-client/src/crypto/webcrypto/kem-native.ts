import {
  fixed,
  fromBase64url,
  InternalError,
  Secret,
  VerificationError,
  type Fixed,
} from '../../bytes/index.ts';
import type { DecapsulationKey, Kem, KemSeed } from '../index.ts';
import { HeldKey } from './handle.ts';
import { expected, source, type Platform } from './platform.ts';

const NAME = 'ML-KEM-768';

/** Web Crypto's modern algorithms (WICG draft) are not in TypeScript's DOM library yet. */
interface ModernSubtle {
  importKey(
    format: 'raw-seed' | 'raw-public',
    bytes: Uint8Array<ArrayBuffer>,
    algorithm: string,
    extractable: boolean,
    usages: readonly string[],
  ): Promise<CryptoKey>;
  encapsulateBits(
    algorithm: string,
    key: CryptoKey,
  ): Promise<{ readonly ciphertext: ArrayBuffer; readonly sharedKey: ArrayBuffer }>;
  decapsulateBits(
    algorithm: string,
    key: CryptoKey,
    ciphertext: Uint8Array<ArrayBuffer>,
  ): Promise<ArrayBuffer>;
  exportKey(format: 'jwk', key: CryptoKey): Promise<{ readonly pub?: string }>;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- `hasNativeKem` asks before anybody relies on it
const modern = (subtle: SubtleCrypto): ModernSubtle => subtle as unknown as ModernSubtle;

/** Whether the platform has ML-KEM-768: asked by using it, since feature lists are not everywhere. */
export async function hasNativeKem({ subtle }: Platform): Promise<boolean> {
  try {
    await modern(subtle).importKey('raw-seed', new Uint8Array(64), NAME, false, ['decapsulateBits']);
    return true;
  } catch {
    return false; // any failure means the same: use the other implementation
  }
}

/** ML-KEM-768 of the platform. */
export function createNativeKem({ subtle, randomise }: Platform): Kem {
  const kem = modern(subtle);

  async function restore(seed: KemSeed): Promise<DecapsulationKey> {
    const call = kem.importKey('raw-seed', source(seed.expose()), NAME, false, ['decapsulateBits']);
    return new HeldKey('DecapsulationKey', await expected('ml-kem', call));
  }

  async function encapsulate(theirs: Fixed<1184>) {
    const key = await importPublic(theirs);
    const { ciphertext, sharedKey } = await expected('ml-kem', kem.encapsulateBits(NAME, key));
    return {
      ciphertext: fixed(1088, new Uint8Array(ciphertext), 'kem-ciphertext'),
      output: Secret.of('KemOutput', 32, new Uint8Array(sharedKey)),
    };
  }

  async function importPublic(theirs: Fixed<1184>): Promise<CryptoKey> {
    try {
      return await kem.importKey('raw-public', source(theirs), NAME, false, ['encapsulateBits']);
    } catch (cause) {
      throw new VerificationError('kem-key-invalid', { cause }); // [K-4]
    }
  }

  return {
    restore,
    encapsulate,
    async generate() {
      const bytes = new Uint8Array(64);
      randomise(bytes);
      const transient = await expected(
        'ml-kem',
        kem.importKey('raw-seed', bytes, NAME, true, ['decapsulateBits']),
      );
      const { pub } = await expected('ml-kem', kem.exportKey('jwk', transient));
      if (pub === undefined) {
        throw new InternalError('platform-ml-kem');
      }
      const seed = Secret.of('KemSeed', 64, bytes);
      return { seed, key: await restore(seed), publicKey: fixed(1184, fromBase64url(pub), 'kem-key') };
    },
    async decapsulate(ours, ciphertext) {
      const bits = await expected('ml-kem', kem.decapsulateBits(NAME, HeldKey.of(ours), source(ciphertext)));
      return Secret.of('KemOutput', 32, new Uint8Array(bits));
    },
  };
}
