import type { TabLock } from '../../messenger/ports/platform.ts';

const NAME = 'tacet-messenger';

/** {@link TabLock} over the Web Locks API. A page that is gone loses its lock by itself. */
export function webLock(locks: LockManager, name: string = NAME): TabLock {
  let letGo: (() => void) | null = null;

  /** Asks for the lock and keeps it until released; `lost` when somebody stole it while held. */
  function request(options: LockOptions, answered: (held: boolean) => void, lost: () => void): void {
    let held = false;
    let released = false;
    locks
      .request(name, options, async (lock) => {
        answered(lock !== null);
        if (!lock) return;
        held = true;
        await new Promise<void>((resolve) => {
          letGo = () => {
            released = true;
            resolve();
          };
        });
      })
      .catch(() => {
        // An aborted wait rejects too, but was never held.
        if (held && !released) lost();
      });
  }

  return {
    acquire: ({ steal, lost }) =>
      new Promise((resolve) => request(steal ? { steal: true } : { ifAvailable: true }, resolve, lost)),
    waitFor(granted, lost) {
      const abort = new AbortController();
      request({ signal: abort.signal }, granted, lost);
      return () => abort.abort();
    },
    release() {
      letGo?.();
      letGo = null;
    },
  };
}

/** For a headless client, which has its profile to itself. */
export const soleHolder: TabLock = {
  acquire: () => Promise.resolve(true),
  waitFor: () => () => undefined,
  release: () => undefined,
};
