import type { Timers } from '../ports/platform.ts';

/** What comes of the work, or null when that takes longer; what comes later is nobody's. */
export function within<T>(timers: Timers, limitMs: number, work: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(limitMs, () => resolve(null));
    work.then(resolve, reject).finally(cancel);
  });
}
