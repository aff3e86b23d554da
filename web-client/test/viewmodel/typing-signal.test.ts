import { expect, it } from 'vitest';

import { TypingSignal } from '../../src/viewmodel/conversation/typing-signal.ts';
import { ManualClock } from './manual-clock.ts';

it('tells of typing every three seconds, also where the clock was set back', () => {
  const clock = new ManualClock();
  let times = 0;
  const signal = new TypingSignal(clock, () => times++);
  signal.typed('a');
  signal.typed('ab');
  expect(times).toBe(1);
  clock.setBack(3_600_000);
  signal.typed('abc');
  signal.typed('abcd');
  expect(times).toBe(2);
});
