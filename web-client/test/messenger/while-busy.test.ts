import { describe, expect, it } from 'vitest';
import { whileBusy } from '../../src/messenger/account/while-busy.ts';
import { ApiError } from '../../src/messenger/ports/api.ts';

/** Somebody's patience, and for how long each time. */
function patience() {
  const pauses: number[] = [];
  const timers = {
    after: (ms: number, run: () => void) => {
      pauses.push(ms);
      queueMicrotask(run);
      return () => undefined;
    },
  };
  const random = { bytes: (length: number) => new Uint8Array(length), fraction: () => 0.5 };
  return { patiently: whileBusy({ timers, random }), pauses };
}

/** What each attempt ends with, the last of them for ever; undefined is an answer. */
async function signingUp(...endings: readonly (ApiError | undefined)[]) {
  const { patiently, pauses } = patience();
  let asked = 0;
  const step = async () => {
    const ending = endings[Math.min(asked++, endings.length - 1)];
    if (ending) throw ending;
    return 'done';
  };
  const outcome = await patiently(step).catch((cause: unknown) => cause);
  return { outcome, asked, pauses };
}

const busy = new ApiError('unavailable', 503, 1_000);
const late = new ApiError('unavailable', 504);
const broken = new ApiError('network', 0, null, new TypeError('fetch failed'));

describe('a service that has too much to do', () => {
  it('is asked again, each time later, behind what it asked for', async () => {
    expect(await signingUp(busy, late, new ApiError('rate-limited', 429, 2_000), undefined)).toEqual({
      outcome: 'done',
      asked: 4,
      pauses: [1_750, 1_500, 5_000],
    });
  });

  it('is asked four times more, and then the person is told', async () => {
    expect(await signingUp(late)).toMatchObject({ outcome: late, asked: 5 });
  });

  for (const definite of [
    new ApiError('network', 0, null, new DOMException('no answer', 'TimeoutError')),
    new ApiError('username-taken', 409),
    new ApiError('internal', 500),
    new ApiError('rate-limited', 429, 60_000),
    new ApiError('unavailable', 503, 30_000),
  ]) {
    it(`is not what ${definite.code} with ${definite.status} and ${definite.retryAfterMs} ms means`, async () => {
      expect(await signingUp(definite)).toEqual({ outcome: definite, asked: 1, pauses: [] });
    });
  }

  it('is asked once more over a connection of its own when the first one broke', async () => {
    expect(await signingUp(broken, undefined)).toEqual({ outcome: 'done', asked: 2, pauses: [750] });
    expect(await signingUp(broken)).toMatchObject({ outcome: broken, asked: 2 });
    expect(await signingUp(broken, late, broken)).toMatchObject({ outcome: broken, asked: 3 });
  });

  it('is asked four times more for all steps of a sign-up together', async () => {
    const { patiently } = patience();
    let asked = 0;
    const failsOnce = () => (asked++ % 2 === 0 ? Promise.reject(late) : Promise.resolve('done'));
    for (let step = 0; step < 4; step++) expect(await patiently(failsOnce)).toBe('done');
    await expect(patiently(failsOnce)).rejects.toBe(late);
  });
});
