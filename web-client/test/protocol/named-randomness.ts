import type { CryptoProvider } from '../../src/crypto/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { NonceLedger } from './ledger.ts';
import { seededFill } from './randomness.ts';

/** What fresh bytes are for: seed of an X25519 pair, of an ML-KEM pair, `m` of an encapsulation, anything else. */
export type Purpose = 'agreementSeed' | 'kemSeed' | 'encapsulation' | 'random';
export interface Draw {
  readonly purpose: Purpose;
  readonly bytes: Uint8Array;
}

/**
 * A provider, with noble's ML-KEM, whose fresh bytes have names: drawn from a seed and written down, or taken from what
 * was written down. With those bytes every step of the protocol can be repeated, in whatever order it draws them.
 */
export class NamedRandomness {
  #purpose: Purpose = 'random';
  #drawn: Draw[] = [];
  #script: Draw[] | null = null;
  readonly #seeded: (target: Uint8Array<ArrayBuffer>) => void;

  constructor(seed: string) {
    this.#seeded = seededFill(seed);
  }

  /** What was drawn since the last call. */
  drawn(): readonly Draw[] {
    const all = this.#drawn;
    this.#drawn = [];
    return all;
  }

  /** Gives exactly these bytes while `work` runs. @throws when they were too few, too many or of another kind */
  async playing<T>(script: readonly Draw[], work: () => Promise<T>): Promise<T> {
    this.#script = [...script];
    try {
      const result = await work();
      if (this.#script.length > 0) {
        throw new Error(`not drawn: ${this.#script[0]?.purpose}`);
      }
      return result;
    } finally {
      this.#script = null;
    }
  }

  async provider(): Promise<CryptoProvider> {
    const inner = await createWebCrypto({ kem: 'noble', fill: (target) => this.#fill(target) });
    const { x25519, mlKem768 } = inner;
    return new NonceLedger().watch({
      ...inner,
      x25519: { ...x25519, generate: () => this.#for('agreementSeed', () => x25519.generate()) },
      mlKem768: {
        ...mlKem768,
        generate: () => this.#for('kemSeed', () => mlKem768.generate()),
        encapsulate: (theirs) => this.#for('encapsulation', () => mlKem768.encapsulate(theirs)),
      },
    });
  }

  /** Every provider function draws before its first pause, so the purpose needs to hold no longer than the call. */
  #for<T>(purpose: Purpose, draw: () => Promise<T>): Promise<T> {
    this.#purpose = purpose;
    const result = draw();
    this.#purpose = 'random';
    return result;
  }

  #fill(target: Uint8Array<ArrayBuffer>): void {
    const purpose = this.#purpose;
    if (this.#script === null) {
      this.#seeded(target);
      this.#drawn.push({ purpose, bytes: target.slice() });
      return;
    }
    const at = this.#script.findIndex(
      (each) => each.purpose === purpose && each.bytes.length === target.length,
    );
    const [next] = at < 0 ? [] : this.#script.splice(at, 1);
    if (next === undefined) {
      throw new Error(`nothing to draw for ${purpose} of ${target.length} bytes`);
    }
    target.set(next.bytes);
  }
}
