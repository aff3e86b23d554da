import { isFull, StoreError, type HolderGeneration, type Store } from '../ports/store.ts';

/** The storage, and the generation under which this tab writes there: 0 when it only reads. */
export interface Held {
  readonly store: Store;
  readonly holder: HolderGeneration;
}

/**
 * [V-8] Claims the storage. Where there is no room to write that down the storage is only read, and whatever is to be
 * written finds the disk full: who wrote last may not have noticed that it lost the lock, and would write on.
 */
export async function claimed(store: Store): Promise<Held> {
  try {
    return { store, holder: await store.claim() };
  } catch (cause) {
    if (!isFull(cause)) throw cause;
    return { store: onlyRead(store), holder: 0 };
  }
}

function onlyRead(store: Store): Store {
  return {
    claim: () => store.claim(),
    get: (...input) => store.get(...input),
    getMany: (...input) => store.getMany(...input),
    range: (...input) => store.range(...input),
    usage: () => store.usage(),
    close: () => store.close(),
    commit: () => Promise.reject(new StoreError('full')),
  };
}
