import { StoreError, type Store, type StoreErrorCode } from '../../../src/messenger/ports/store.ts';

export interface CutOptions {
  /** Which commit, counted from 1. */
  readonly at: number;
  /** Whether that commit still reached the disk. */
  readonly after: boolean;
  readonly happened?: () => void;
}

/** A store that the power goes out of at one commit: it, and everything after it, fails. */
export function cutStore(store: Store, { at, after, happened }: CutOptions): Store {
  let commits = 0;
  let dead = false;
  const alive = <T>(work: () => Promise<T>): Promise<T> =>
    dead ? Promise.reject(new StoreError('unavailable')) : work();
  return {
    claim: () => alive(() => store.claim()),
    generation: () => alive(() => store.generation()),
    get: (...input) => alive(() => store.get(...input)),
    getMany: (...input) => alive(() => store.getMany(...input)),
    range: (...input) => alive(() => store.range(...input)),
    usage: () => alive(() => store.usage()),
    close: () => store.close(),
    commit: (...input) =>
      alive(async () => {
        if (++commits < at) return store.commit(...input);
        dead = true;
        if (after) await store.commit(...input);
        happened?.();
        throw new StoreError('unavailable');
      }),
  };
}

/** A store whose commits fail with one code while `failing` says so. */
export function refusingStore(store: Store, code: StoreErrorCode, failing: () => boolean): Store {
  return {
    claim: () => store.claim(),
    generation: () => store.generation(),
    get: (...input) => store.get(...input),
    getMany: (...input) => store.getMany(...input),
    range: (...input) => store.range(...input),
    usage: () => store.usage(),
    close: () => store.close(),
    commit: (...input) => (failing() ? Promise.reject(new StoreError(code)) : store.commit(...input)),
  };
}

/** A store whose disk has no room, while `failing` says so, for saying who writes there; nor for anything else that is put. */
export function unclaimableStore(store: Store, failing: () => boolean): Store {
  return {
    ...refusingStore(store, 'full', () => false),
    commit: (holder, writes) =>
      failing() && writes.some(({ kind }) => kind === 'put')
        ? Promise.reject(new StoreError('full'))
        : store.commit(holder, writes),
    claim: () => (failing() ? Promise.reject(new StoreError('full')) : store.claim()),
  };
}

/** As {@link cutStore}, which counts from when `isArmed` says so. */
export function armed(store: Store, options: CutOptions, isArmed: () => boolean): Store {
  const cut = cutStore(store, options);
  return {
    claim: () => cut.claim(),
    generation: () => cut.generation(),
    get: (...input) => cut.get(...input),
    getMany: (...input) => cut.getMany(...input),
    range: (...input) => cut.range(...input),
    usage: () => cut.usage(),
    close: () => cut.close(),
    commit: (...input) => (isArmed() ? cut.commit(...input) : store.commit(...input)),
  };
}

/** A store in which something is written into a vault just after it was erased, as by a transaction that was under way. */
export function lateStore(store: Store): Store {
  let isLate = false;
  return {
    ...refusingStore(store, 'full', () => false),
    commit: async (holder, writes) => {
      await store.commit(holder, writes);
      const erased = writes.find((write) => write.kind === 'delete-prefix');
      if (isLate || !erased) return;
      isLate = true;
      const key = `${erased.prefix}late`;
      await store.commit(holder, [{ kind: 'put', store: 'account', key, value: new Uint8Array([1]) }]);
    },
  };
}

/** A store that takes its time to read while `slow` says so: whatever else is due comes first. */
export function slowStore(store: Store, slow: () => boolean): Store {
  return {
    ...refusingStore(store, 'full', () => false),
    range: async (...input) => {
      for (let turn = 0; slow() && turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
      return store.range(...input);
    },
  };
}
