import { fixed, InternalError } from '../../bytes/index.ts';
import type { CryptoProvider, Kem } from '../index.ts';
import { createAgreement, createSignatures } from './curve25519.ts';
import { createNativeKem, hasNativeKem } from './kem-native.ts';
import type { Platform } from './platform.ts';
import { createSymmetric } from './symmetric.ts';

export interface WebCryptoOptions {
  /** Fills an array with fresh random bytes. Default: the platform's; tests pass a seeded one. */
  readonly fill?: (target: Uint8Array<ArrayBuffer>) => void;
  /** Which ML-KEM-768. Default `auto`: the platform's, or noble's where there is none (Firefox, Safari). */
  readonly kem?: 'auto' | 'native' | 'noble';
}

/**
 * The provider of browsers and of Node ≥ 24.7, over `globalThis.crypto`.
 * @throws InternalError `platform-insecure-context` where the page came over plain HTTP
 */
export async function createWebCrypto(options: WebCryptoOptions = {}): Promise<CryptoProvider> {
  const platform: Platform = {
    subtle: secureSubtle(),
    randomise: options.fill ?? platformRandom,
  };
  return {
    ...createSymmetric(platform),
    random<N extends number>(length: N) {
      const bytes = new Uint8Array(length);
      platform.randomise(bytes);
      return fixed(length, bytes, 'random');
    },
    x25519: createAgreement(platform),
    ed25519: createSignatures(platform),
    mlKem768: await chooseKem(platform, options.kem ?? 'auto'),
  };
}

async function chooseKem(platform: Platform, choice: 'auto' | 'native' | 'noble'): Promise<Kem> {
  if (choice === 'native' || (choice === 'auto' && (await hasNativeKem(platform)))) {
    return createNativeKem(platform);
  }
  const { createNobleKem } = await import('./kem-noble.ts');
  return createNobleKem(platform);
}

/** Browsers leave it out on pages that came over plain HTTP, whatever its type says. */
function secureSubtle(): SubtleCrypto {
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  if (subtle === undefined) {
    throw new InternalError('platform-insecure-context');
  }
  return subtle;
}

function platformRandom(target: Uint8Array<ArrayBuffer>): void {
  globalThis.crypto.getRandomValues(target);
}
