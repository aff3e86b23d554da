import { isFull, StoreError, type HolderGeneration, type Store, type Write } from '../ports/store.ts';

/** The storage, and the generation under which this tab writes there: 0 when it only reads. */
export interface Held {
  readonly store: Store;
  readonly holder: HolderGeneration;
}

/**
 * [V-8] Claims the storage. Where there is no room to write that down the storage is only read, and whatever is to be
 * written finds the disk full: who wrote last may not have noticed that it lost the lock, and would write on. What erases a
 * vault is done all the same: it makes the room.
 */
export async function claimed(store: Store): Promise<Held> {
  const before = await store.generation();
  try {
    return { store, holder: await store.claim() };
  } catch (cause) {
    if (!isFull(cause)) throw cause;
    return { store: onlyRead(store, before), holder: 0 };
  }
}

/** How often a tab that has just made room asks for its generation: it may take a moment until that counts. */
const CLAIMS_AFTER_ERASING = 5;

/** @param standing the generation that could not be followed by an own one: a tab that claims the storage later fences this one */
function onlyRead(store: Store, standing: HolderGeneration): Store {
  let generation = standing;
  const erase = async (writes: readonly Write[]): Promise<void> => {
    await store.commit(generation, writes);
    // Whoever sleeps under the one that stands would write again what was erased.
    generation = await atLast(() => store.claim());
    // What it wrote while there was room.
    await store.commit(generation, writes);
  };
  return {
    claim: () => store.claim(),
    generation: () => store.generation(),
    get: (...input) => store.get(...input),
    getMany: (...input) => store.getMany(...input),
    range: (...input) => store.range(...input),
    usage: () => store.usage(),
    close: () => store.close(),
    commit: (_holder, writes) =>
      writes.length > 0 && writes.every(isErasing) ? erase(writes) : Promise.reject(new StoreError('full')),
  };
}

/** Of a whole vault, which follows from nothing that was read. */
const isErasing = ({ kind, store }: Write): boolean =>
  kind === 'delete-prefix' || (kind === 'delete' && store === 'vaults');

/** @throws StoreError `full` if there is no room after all */
async function atLast(claim: () => Promise<HolderGeneration>): Promise<HolderGeneration> {
  for (let left = CLAIMS_AFTER_ERASING - 1; left > 0; left--) {
    try {
      return await claim();
    } catch (cause) {
      if (!isFull(cause)) throw cause;
    }
  }
  return claim();
}
