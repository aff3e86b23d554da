import { openDB, unwrap, type DBSchema, type IDBPDatabase } from 'idb';

import {
  endOfPrefix,
  type HolderGeneration,
  type KeyRange,
  type Store,
  StoreError,
  type StoredRecord,
  type StoreName,
  type Write,
} from '../../messenger/ports/store.ts';
import { asStoreError } from './errors.ts';
import { migrate, SCHEMA_VERSION } from './migrations/migrations.ts';

const HOLDER = 'holder';
const GENERATION = 'generation';

export const DATABASE_NAME = 'tacet';

type Shelf = { key: string; value: Uint8Array };
type Schema = DBSchema & Record<StoreName, Shelf> & { [HOLDER]: { key: string; value: number } };

/** Where the browser says how much room there is (`navigator.storage`). */
export interface StorageEstimator {
  estimate(): Promise<{ usage?: number; quota?: number }>;
}

/**
 * Opens the database, migrating older ones.
 *
 * @throws StoreError `unavailable` without IndexedDB, `damaged` for a database newer than this client
 */
export async function openIndexedDbStore(
  estimator: StorageEstimator,
  name: string = DATABASE_NAME,
): Promise<Store> {
  try {
    const database = await openDB<Schema>(name, SCHEMA_VERSION, {
      upgrade: (db, from, _to, transaction) => {
        migrate(unwrap(db), unwrap(transaction), from);
      },
      // A newer client in another tab wants to migrate: let it, our next call says `unavailable`.
      blocking: (_current, _blocked, event) => {
        if (event.target instanceof IDBDatabase) event.target.close();
      },
    });
    return new IndexedDbStore(database, estimator);
  } catch (cause) {
    throw asStoreError(cause);
  }
}

class IndexedDbStore implements Store {
  readonly #database: IDBPDatabase<Schema>;
  readonly #estimator: StorageEstimator;

  constructor(database: IDBPDatabase<Schema>, estimator: StorageEstimator) {
    this.#database = database;
    this.#estimator = estimator;
  }

  async claim(): Promise<HolderGeneration> {
    let generation = 0;
    await this.#write([], (transaction) => {
      const holder = transaction.objectStore(HOLDER);
      const newest: IDBRequest<unknown> = holder.get(GENERATION);
      newest.addEventListener('success', () => {
        generation = (typeof newest.result === 'number' ? newest.result : 0) + 1;
        holder.put(generation, GENERATION);
      });
    });
    return generation;
  }

  async generation(): Promise<HolderGeneration> {
    return this.#read(async () => (await this.#database.get(HOLDER, GENERATION)) ?? 0);
  }

  async get(store: StoreName, key: string): Promise<Uint8Array | undefined> {
    return this.#read(() => this.#database.get(store, key));
  }

  async getMany(store: StoreName, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    if (keys.length === 0) return [];
    return this.#read(() => {
      const shelf = this.#database.transaction(store).store;
      return Promise.all(keys.map((key) => shelf.get(key)));
    });
  }

  async range(store: StoreName, { from, before, limit }: KeyRange): Promise<readonly StoredRecord[]> {
    return this.#read(async () => {
      const shelf = this.#database.transaction(store).store;
      const range = IDBKeyRange.bound(from, before, false, true);
      const [keys, values] = await Promise.all([shelf.getAllKeys(range, limit), shelf.getAll(range, limit)]);
      return values.flatMap((value, at) => {
        const key = keys[at];
        return key === undefined ? [] : [{ key, value }];
      });
    });
  }

  async commit(holder: HolderGeneration, writes: readonly Write[]): Promise<void> {
    const stores = [...new Set(writes.map((write) => write.store))];
    let fenced = false;
    try {
      await this.#write(stores, (transaction) => {
        const newest: IDBRequest<unknown> = transaction.objectStore(HOLDER).get(GENERATION);
        // [V-8] [V-12] Requests run in order and an abort undoes those behind it, so that all writes can be issued
        // in this same turn: the transaction never waits for our code between two of them.
        newest.addEventListener('success', () => {
          if (newest.result === holder) return;
          fenced = true;
          transaction.abort();
        });
        for (const write of writes) apply(transaction, write);
      });
    } catch (cause) {
      throw fenced ? new StoreError('fenced') : cause;
    }
  }

  async usage(): Promise<{ readonly bytes: number; readonly quota: number }> {
    const { usage, quota } = await this.#estimator.estimate();
    return { bytes: usage ?? 0, quota: quota ?? 0 };
  }

  close(): void {
    this.#database.close();
  }

  async #read<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw asStoreError(cause);
    }
  }

  /** Native requests instead of idb's promises: an abort would leave one rejection per request. */
  async #write(stores: readonly StoreName[], work: (transaction: IDBTransaction) => void): Promise<void> {
    try {
      const native = unwrap(this.#database);
      const transaction = native.transaction([...stores, HOLDER], 'readwrite', { durability: 'strict' });
      const done = new Promise<void>((resolve, reject) => {
        transaction.addEventListener('complete', () => resolve());
        transaction.addEventListener('abort', () => reject(asStoreError(transaction.error)));
      });
      work(transaction);
      await done;
    } catch (cause) {
      throw asStoreError(cause);
    }
  }
}

function apply(transaction: IDBTransaction, write: Write): void {
  const shelf = transaction.objectStore(write.store);
  switch (write.kind) {
    case 'put':
      shelf.put(write.value, write.key);
      break;
    case 'delete':
      shelf.delete(write.key);
      break;
    case 'delete-prefix':
      shelf.delete(IDBKeyRange.bound(write.prefix, endOfPrefix(write.prefix), false, true));
      break;
  }
}
