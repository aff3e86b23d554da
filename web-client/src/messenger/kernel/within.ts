import type { Timers } from '../ports/platform.ts';

/**
 * What comes of the work, or null when that takes longer.
 *
 * @param late what becomes of what comes later: without it, that is nobody's
 */
export function within<T>(
  timers: Timers,
  limitMs: number,
  work: Promise<T>,
  late: (result: T) => void = () => undefined,
): Promise<T | null> {
  return new Promise((resolve, reject) => {
    let isOver = false;
    const cancel = timers.after(limitMs, () => {
      isOver = true;
      resolve(null);
    });
    work.then((result) => (isOver ? late(result) : resolve(result)), reject).finally(cancel);
  });
}
