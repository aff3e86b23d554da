import { Backoff } from '../kernel/backoff.ts';
import { ApiError } from '../ports/api.ts';
import type { AccountContext } from './context.ts';

/** The first attempt and the ones after it. A gateway gives a service 15 s: nobody looks at a form for much more than a minute. */
const ATTEMPTS = 4;
const BACKOFF_BASE_MS = 1_000;
const BACKOFF_CAP_MS = 4_000;
/** Whoever is told to come again later than this has come too often, which is for the person to know. */
const LONGEST_PAUSE_MS = 5_000;

/**
 * Asks a service again that is starting or has too much to do, so that the person has not to: a small machine on which
 * several people sign up at once computes their hashes one after the other.
 *
 * @param step a call that may be repeated, answered or not
 * @throws ApiError the last one, or the first that time does not mend
 */
export async function whileBusy<T>(
  { timers, random }: Pick<AccountContext, 'timers' | 'random'>,
  step: () => Promise<T>,
): Promise<T> {
  const backoff = new Backoff(BACKOFF_BASE_MS, BACKOFF_CAP_MS, random);
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (cause) {
      if (attempt === ATTEMPTS || !isBusy(cause)) throw cause;
      const pauseMs = backoff.next(cause.retryAfterMs ?? 0);
      await new Promise<void>((resolve) => void timers.after(pauseMs, resolve));
    }
  }
}

function isBusy(cause: unknown): cause is ApiError {
  if (!(cause instanceof ApiError)) return false;
  const { code, status, retryAfterMs } = cause;
  if ((retryAfterMs ?? 0) > LONGEST_PAUSE_MS) return false;
  return code === 'unavailable' || status >= 500 || (code === 'rate-limited' && retryAfterMs !== null);
}
