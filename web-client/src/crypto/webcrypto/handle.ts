import { UsageError } from '../../bytes/index.ts';
import type { KeyHandle } from '../index.ts';

/** A handle around a CryptoKey; only this folder can look inside. */
export class HeldKey<K extends string> implements KeyHandle<K> {
  readonly kind: K;
  readonly extractable = false;
  readonly #key: CryptoKey;

  /** [K-1] @throws UsageError when the key could be exported: such a key must not stay in memory. */
  constructor(kind: K, key: CryptoKey) {
    if (key.extractable) {
      throw new UsageError('key-extractable');
    }
    this.kind = kind;
    this.#key = key;
  }

  /** The platform's key behind a handle this provider made. */
  static of(handle: KeyHandle<string>): CryptoKey {
    if (!(handle instanceof HeldKey)) {
      throw new UsageError('key-of-another-provider');
    }
    return handle.#key;
  }
}
