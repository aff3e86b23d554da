import { useEffect, useReducer } from 'preact/hooks';
import { useTacet } from '../context.ts';

/** Code that the first load does without: fetched when it is first needed, then kept. */
export class Late<T> {
  kept: T | null = null;
  private readonly load: () => Promise<T>;

  constructor(load: () => Promise<T>) {
    this.load = load;
  }

  async fetch(): Promise<void> {
    this.kept ??= await this.load();
  }

  /** Fetches it while nothing else is to do, so that it is there without a network too. */
  async fetchAhead(): Promise<void> {
    try {
      await this.fetch();
    } catch {
      // Whoever needs it asks again, and is told.
    }
  }
}

/** Null until it has come: a moment, once the browser keeps the client. A failure is told, and to `onFailed`. */
export function useLate<T>(late: Late<T>, onFailed: () => void): T | null {
  const { toasts } = useTacet();
  const [, arrived] = useReducer<number, void>((times) => times + 1, 0);
  useEffect(() => {
    if (late.kept !== null) return undefined;
    let wanted = true;
    const fetch = async (): Promise<void> => {
      try {
        await late.fetch();
        if (wanted) arrived();
      } catch {
        if (!wanted) return;
        toasts.show({ what: 'failure', failure: { code: 'network' } });
        onFailed();
      }
    };
    void fetch();
    return () => {
      wanted = false;
    };
  }, []);
  return late.kept;
}
