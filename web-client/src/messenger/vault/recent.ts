import type { PendingWrite } from './work.ts';
import { recordKey } from './work.ts';

/** Records kept: the pairs and messages that a burst works on, and no more of the vault than that. */
const CAPACITY = 256;

/**
 * What was read or committed last of the collections that ask for it, opened and decoded: a burst of messages works on the
 * same few records again and again. Records are immutable.
 */
export class Recent {
  /** In the order of last use. */
  readonly #records = new Map<string, unknown>();

  get(key: string): unknown {
    const record = this.#records.get(key);
    if (record !== undefined) this.set(key, record);
    return record;
  }

  set(key: string, record: unknown): void {
    this.#records.delete(key);
    this.#records.set(key, record);
    for (const oldest of this.#records.keys()) {
      if (this.#records.size <= CAPACITY) return;
      this.#records.delete(oldest);
    }
  }

  /** Follows a commit. */
  committed(writes: readonly PendingWrite[]): void {
    for (const { collection, name, suffix, value } of writes) {
      if (collection.recent !== true) continue;
      const key = recordKey(collection, name, suffix);
      if (value === undefined) this.#records.delete(key);
      else this.set(key, value);
    }
  }

  clear(): void {
    this.#records.clear();
  }
}
