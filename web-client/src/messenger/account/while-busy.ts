import { Backoff } from '../kernel/backoff.ts';
import { ApiError } from '../ports/api.ts';
import type { AccountContext } from './context.ts';

/** For all steps together. A gateway gives a service 15 s: nobody looks at a form for much more than a minute. */
const REPETITIONS = 4;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_CAP_MS = 4_000;
/** What a queue that is full asks for; whoever is to stay away for longer is told so. */
const LONGEST_ASKED_MS = 5_000;

/** Takes a step that may be repeated, whether it was answered or not. */
export type Patience = <T>(step: () => Promise<T>) => Promise<T>;

/** Takes every step once. */
export const once: Patience = (step) => step();

/**
 * Asks a service again that is starting or has too much to do, so that the person has not to: a small machine on which
 * several people sign up at once computes their hashes one after the other. Nothing else fails later for it: a network that
 * is away is told at once.
 */
export function whileBusy({ timers, random }: Pick<AccountContext, 'timers' | 'random'>): Patience {
  const backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, random);
  let left = REPETITIONS;
  return async (step) => {
    for (;;) {
      try {
        return await step();
      } catch (cause) {
        if (left-- <= 0 || !isBusy(cause)) throw cause;
        // Behind what was asked for, which is the same for all who were put off together.
        const pauseMs = (cause.retryAfterMs ?? 0) + backoff.next();
        await new Promise<void>((resolve) => void timers.after(pauseMs, resolve));
      }
    }
  };
}

function isBusy(cause: unknown): cause is ApiError {
  if (!(cause instanceof ApiError)) return false;
  const isPassing = cause.code === 'unavailable' || cause.code === 'rate-limited';
  return isPassing && (cause.retryAfterMs ?? 0) <= LONGEST_ASKED_MS;
}
