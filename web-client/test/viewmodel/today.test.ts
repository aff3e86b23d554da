import { expect, test } from 'vitest';
import { Today } from '../../src/viewmodel/system/today.ts';
import { ManualClock } from './manual-clock.ts';

const startOfDay = (ms: number): number => new Date(ms).setHours(0, 0, 0, 0);
const DAY_MS = 24 * 60 * 60_000;

test('another day begins by itself within a minute', () => {
  const clock = new ManualClock();
  const today = new Today(clock);
  expect(today.startMs.value).toBe(startOfDay(clock.now()));
  const midnight = startOfDay(clock.now() + DAY_MS);
  clock.pass(midnight - clock.now() - 1);
  expect(today.startMs.value).toBeLessThan(midnight);
  clock.pass(60_000);
  expect(today.startMs.value).toBe(midnight);
});

test('after a sleep it is the day that it is as soon as the window is looked at', () => {
  const clock = new ManualClock();
  const today = new Today(clock);
  clock.sleep(3 * DAY_MS);
  today.look();
  expect(today.startMs.value).toBe(startOfDay(clock.now()));
});
