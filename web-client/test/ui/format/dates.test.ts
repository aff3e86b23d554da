import { afterEach, describe, expect, test, vi } from 'vitest';

import { speak } from '../../../src/ui/messages/translate.ts';

const NOW_MS = new Date(2026, 10, 26, 14, 5).getTime();
const DAY_MS = 86_400_000;

/** As a page has it that was just opened. */
const fresh = () => import('../../../src/ui/format/dates.ts');

describe('dates', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.resetModules();
    speak('en');
  });

  test('make a format when it is first needed, and once', async () => {
    const { formatShort } = await fresh();
    const made = vi.spyOn(Intl, 'DateTimeFormat');
    for (let at = 0; at < 20; at++) formatShort(NOW_MS - at, NOW_MS);
    expect(made).toHaveBeenCalledTimes(1);
    formatShort(NOW_MS - 3 * DAY_MS, NOW_MS);
    expect(made).toHaveBeenCalledTimes(2);
  });

  test('need none any more for a message of today that was made ahead', async () => {
    const { formatShort, formatsAhead } = await fresh();
    for (const step of formatsAhead) step();
    const made = vi.spyOn(Intl, 'DateTimeFormat');
    formatShort(NOW_MS, NOW_MS);
    expect(made).not.toHaveBeenCalled();
  });

  test('are short in the list: the time today, the weekday this week, then the date', async () => {
    const { formatShort } = await fresh();
    const texts = [0, 1, 3, 30].map((days) => formatShort(NOW_MS - days * DAY_MS, NOW_MS));
    expect(texts[0]).toMatch(/05/u);
    expect(texts.slice(1, 3)).toEqual(['Yesterday', 'Mon']);
    expect(texts[3]).toMatch(/26/u);
  });

  test.each([Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, Infinity, -Infinity, Number.NaN])(
    'say something of the time %d, which no calendar has',
    async (sentMs) => {
      const { formatAgo, formatDay, formatFull, formatIso, formatShort, formatTime } = await fresh();
      const texts = [formatTime, formatFull, formatIso].map((format) => format(sentMs));
      texts.push(...[formatShort, formatDay, formatAgo].map((format) => format(sentMs, NOW_MS)));
      for (const text of texts) expect(text).toMatch(/^(?!.*(?:NaN|Invalid))./u);
    },
  );
});
