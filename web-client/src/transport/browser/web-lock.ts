import type { TabLock } from '../../messenger/ports/platform.ts';

const NAME = 'tacet-messenger';

/** {@link TabLock} over the Web Locks API. A page that is gone loses its lock by itself. */
export function webLock(locks: LockManager, name: string = NAME): TabLock {
  let letGo: (() => void) | null = null;

  /**
   * Asks for the lock and keeps it until released; `refused` when the browser gives none, `lost` when somebody stole it
   * while held.
   */
  function request(
    options: LockOptions,
    answered: (held: boolean) => void,
    lost: () => void,
    refused: () => void,
  ): void {
    let held = false;
    let released = false;
    locks
      .request(name, options, async (lock) => {
        if (!lock) return answered(false);
        held = true;
        const over = Promise.withResolvers<void>();
        // First: whoever hears that it is held may let go of it at once.
        letGo = () => {
          released = true;
          over.resolve();
        };
        answered(true);
        await over.promise;
      })
      .catch(() => {
        // An aborted wait rejects too, but was never held.
        if (!held) refused();
        else if (!released) lost();
      });
  }

  return {
    acquire: ({ steal, lost }) =>
      new Promise((resolve) => {
        request(steal ? { steal: true } : { ifAvailable: true }, resolve, lost, () => resolve(false));
      }),
    waitFor(granted, lost) {
      const abort = new AbortController();
      request({ signal: abort.signal }, granted, lost, () => undefined);
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
