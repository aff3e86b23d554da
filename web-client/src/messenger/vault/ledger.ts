import { endOfPrefix, type HolderGeneration, type KeyRange, type Store, type Write } from '../ports/store.ts';
import { MessengerFailure } from '../failures.ts';
import { Serial } from '../kernel/serial.ts';
import { decodeRecord, encodeRecord, type Collection } from './collection.ts';
import type { RecordSealer } from './record-sealer.ts';
import { Work, type PendingWrite, type Place } from './work.ts';

/**
 * The records of one opened vault. Every value is sealed on its own, bound to its store and key; names
 * that would tell something are replaced by tags (`docs/spec/storage.md`).
 *
 * Changes go through {@link transact}: one after the other, each a single commit of the store, and
 * memory follows only after the commit.
 */
export class Ledger {
  readonly #store: Store;
  readonly #holder: HolderGeneration;
  readonly #vaultId: string;
  readonly #sealer: RecordSealer;
  readonly #turns = new Serial();
  #closed = false;

  constructor(store: Store, holder: HolderGeneration, vaultId: string, sealer: RecordSealer) {
    this.#store = store;
    this.#holder = holder;
    this.#vaultId = vaultId;
    this.#sealer = sealer;
  }

  async read<T>(collection: Collection<T>, name: string, suffix = ''): Promise<T | undefined> {
    const key = await this.#key(collection, name, suffix);
    const sealed = await this.#store.get(collection.store, key);
    return sealed && this.#open(collection, key, sealed);
  }

  /** One answer per place, in the order asked. */
  async readMany<T>(
    collection: Collection<T>,
    places: readonly Place[],
  ): Promise<readonly (T | undefined)[]> {
    const keys = await Promise.all(
      places.map(({ name, suffix }) => this.#key(collection, name, suffix ?? '')),
    );
    const sealed = await this.#store.getMany(collection.store, keys);
    return Promise.all(
      keys.map(async (key, at) => {
        const bytes = sealed[at];
        return bytes && this.#open(collection, key, bytes);
      }),
    );
  }

  /** Every record of the collection, in key order. */
  async readAll<T>(collection: Collection<T>): Promise<readonly T[]> {
    const prefix = `${this.#vaultId}/`;
    return this.#readRange(collection, { from: prefix, before: endOfPrefix(prefix) });
  }

  /** Records under one name with `from <= suffix < before`. */
  async readSuffixes<T>(
    collection: Collection<T>,
    name: string,
    range: { readonly from: string; readonly before: string },
  ): Promise<readonly T[]> {
    const from = await this.#key(collection, name, range.from);
    return this.#readRange(collection, { from, before: await this.#key(collection, name, range.before) });
  }

  /**
   * [V-9] Runs `work` alone, cryptography and all, and commits what it planned after that, or nothing when it throws.
   *
   * @throws StoreError when the commit fails; memory is then as before
   * @throws MessengerFailure `busy` after {@link close}
   */
  transact<R>(work: (tx: Work) => Promise<R> | R): Promise<R> {
    return this.#turns.run(async () => {
      if (this.#closed) throw new MessengerFailure('busy');
      const tx = new Work(this);
      const result = await work(tx);
      const { writes, plain, appliers } = tx.finish();
      if (writes.length + plain.length > 0) {
        const sealed = await Promise.all(writes.map((write) => this.#seal(write)));
        await this.#store.commit(this.#holder, [...plain, ...sealed]);
      }
      for (const apply of appliers) apply();
      return result;
    });
  }

  /** Lets what was asked for so far end; refuses everything later, so that locked means locked. */
  close(): Promise<void> {
    return this.#turns.run(async () => {
      this.#closed = true;
    });
  }

  async #readRange<T>(collection: Collection<T>, range: KeyRange): Promise<readonly T[]> {
    const records = await this.#store.range(collection.store, range);
    return Promise.all(records.map(({ key, value }) => this.#open(collection, key, value)));
  }

  /** `vault id / name or tag [/ suffix]`; suffixes only order records, they are not secret. */
  async #key(collection: Collection<unknown>, name: string, suffix: string): Promise<string> {
    const shown = collection.hideNames ? await this.#sealer.tag(collection.store, name) : name;
    return `${this.#vaultId}/${shown}${suffix === '' ? '' : `/${suffix}`}`;
  }

  async #seal(write: PendingWrite): Promise<Write> {
    const { collection } = write;
    const key = await this.#key(collection, write.name, write.suffix);
    if (write.value === undefined) return { kind: 'delete', store: collection.store, key };
    const plain = encodeRecord(collection, write.value);
    return {
      kind: 'put',
      store: collection.store,
      key,
      value: await this.#sealer.seal(collection.store, key, plain),
    };
  }

  async #open<T>(collection: Collection<T>, key: string, sealed: Uint8Array): Promise<T> {
    return decodeRecord(collection, await this.#sealer.open(collection.store, key, sealed));
  }
}
