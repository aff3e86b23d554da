import { Backoff } from '../kernel/backoff.ts';
import { ApiError } from '../ports/api.ts';
import type { AccountContext } from './context.ts';

/** For all steps together. A gateway gives a service 15 s: nobody looks at a form for much more than a minute. */
const REPETITIONS = 4;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_CAP_MS = 4_000;
/** What a queue that is full asks for; whoever is to stay away for longer is told so. */
const LONGEST_ASKED_MS = 5_000;
/** A gateway that is restarted takes its connections with it, and the next one leads to another. */
const BROKEN_CONNECTIONS = 1;

/** Takes a step that may be repeated, whether it was answered or not. */
export type Patience = <T>(step: () => Promise<T>) => Promise<T>;

/** Takes every step once. */
export const once: Patience = (step) => step();

/**
 * Asks a service again that is starting or has too much to do, so that the person has not to: a small machine on which
 * several people sign up at once computes their hashes one after the other. So does a connection that broke, but once:
 * a network that is away is told at once, as one that never answers is. Nothing else fails later for it.
 */
export function whileBusy({ timers, random }: Pick<AccountContext, 'timers' | 'random'>): Patience {
  const backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, random);
  let left = REPETITIONS;
  let unbroken = BROKEN_CONNECTIONS;
  return async (step) => {
    for (;;) {
      try {
        return await step();
      } catch (cause) {
        if (!(cause instanceof ApiError) || left-- <= 0) throw cause;
        if (!isBusy(cause) && !(isBroken(cause) && unbroken-- > 0)) throw cause;
        // Behind what was asked for, which is the same for all who were put off together.
        const pauseMs = (cause.retryAfterMs ?? 0) + backoff.next();
        await new Promise<void>((resolve) => void timers.after(pauseMs, resolve));
      }
    }
  };
}

function isBusy({ code, retryAfterMs }: ApiError): boolean {
  const isPassing = code === 'unavailable' || code === 'rate-limited';
  return isPassing && (retryAfterMs ?? 0) <= LONGEST_ASKED_MS;
}

/** Whoever waited for an answer in vain has waited long enough. */
function isBroken({ code, cause }: ApiError): boolean {
  return code === 'network' && !(cause instanceof Error && cause.name === 'TimeoutError');
}
