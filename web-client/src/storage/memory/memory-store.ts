import {
  STORE_NAMES,
  StoreError,
  type HolderGeneration,
  type KeyRange,
  type Store,
  type StoredRecord,
  type StoreName,
  type Write,
} from '../../messenger/ports/store.ts';

type Shelves = Map<StoreName, Map<string, Uint8Array>>;

/** What survives when the process that used the store is gone: hand it to the next store. */
export interface MemoryDisk {
  shelves: Shelves;
  generation: HolderGeneration;
}

export function emptyDisk(): MemoryDisk {
  return { shelves: new Map(STORE_NAMES.map((name) => [name, new Map()])), generation: 0 };
}

/** A {@link Store} without a browser, for headless clients and tests. Values are copied in and out. */
export class MemoryStore implements Store {
  readonly #disk: MemoryDisk;
  #open = true;

  constructor(disk: MemoryDisk = emptyDisk()) {
    this.#disk = disk;
  }

  claim(): Promise<HolderGeneration> {
    return this.#answer(() => ++this.#disk.generation);
  }

  generation(): Promise<HolderGeneration> {
    return this.#answer(() => this.#disk.generation);
  }

  get(store: StoreName, key: string): Promise<Uint8Array | undefined> {
    return this.#answer(() => this.#shelf(store).get(key)?.slice());
  }

  getMany(store: StoreName, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return this.#answer(() => keys.map((key) => this.#shelf(store).get(key)?.slice()));
  }

  range(store: StoreName, { from, before, limit }: KeyRange): Promise<readonly StoredRecord[]> {
    return this.#answer(() =>
      [...this.#shelf(store).entries()]
        .filter(([key]) => key >= from && key < before)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([key, value]) => ({ key, value: value.slice() })),
    );
  }

  commit(holder: HolderGeneration, writes: readonly Write[]): Promise<void> {
    return this.#answer(() => {
      if (holder !== this.#disk.generation) throw new StoreError('fenced');
      for (const write of writes) this.#apply(write);
    });
  }

  usage(): Promise<{ readonly bytes: number; readonly quota: number }> {
    return this.#answer(() => {
      let bytes = 0;
      for (const shelf of this.#disk.shelves.values()) {
        for (const [key, value] of shelf) bytes += key.length + value.length;
      }
      return { bytes, quota: Number.MAX_SAFE_INTEGER };
    });
  }

  close(): void {
    this.#open = false;
  }

  #apply(write: Write): void {
    const shelf = this.#shelf(write.store);
    switch (write.kind) {
      case 'put':
        shelf.set(write.key, write.value.slice());
        break;
      case 'delete':
        shelf.delete(write.key);
        break;
      case 'delete-prefix':
        for (const key of shelf.keys()) {
          if (key.startsWith(write.prefix)) shelf.delete(key);
        }
        break;
    }
  }

  #shelf(store: StoreName): Map<string, Uint8Array> {
    const shelf = this.#disk.shelves.get(store);
    if (!shelf) throw new StoreError('damaged');
    return shelf;
  }

  async #answer<T>(work: () => T): Promise<T> {
    // Callers must not rely on answers that come in the same turn: IndexedDB never gives them.
    await Promise.resolve();
    if (!this.#open) throw new StoreError('unavailable');
    return work();
  }
}
