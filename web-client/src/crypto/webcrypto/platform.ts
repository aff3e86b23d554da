import { InternalError, TacetError } from '../../bytes/index.ts';

/** The random source and the subtle half of the platform's Web Crypto. */
export interface Platform {
  readonly subtle: SubtleCrypto;
  /** Fills the array; `crypto.getRandomValues` takes at most 65,536 bytes, more than anything here asks for. */
  readonly randomise: (target: Uint8Array<ArrayBuffer>) => void;
}

/** Web Crypto's types exclude shared memory, ours do not say; nothing here ever lives in shared memory. */
export function source(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- narrower than the type, not than the truth
  return bytes as Uint8Array<ArrayBuffer>;
}

/** Awaits a platform call whose failure would be a bug or a broken platform. */
export async function expected<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof TacetError) {
      throw cause;
    }
    throw new InternalError(`platform-${what}`, { cause });
  }
}
