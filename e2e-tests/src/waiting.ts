import { setTimeout as pause } from 'node:timers/promises';

/** Asks again every 50 ms until `ask` answers something; fails with `what` after the time allowed. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  allowedMs = 30_000,
): Promise<T> {
  const end = Date.now() + allowedMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`not within ${allowedMs} ms: ${what}`);
    await pause(50);
  }
}
