import { describe, expect, test } from 'vitest';
import { doWhenIdle } from '../../src/ui/browser/idle.ts';

describe('what is done while nothing else is to do', () => {
  test('is one step in each task, in order', () => {
    const done: string[] = [];
    const waiting: (() => void)[] = [];
    doWhenIdle([() => done.push('a'), () => done.push('b')], (step) => waiting.push(step));
    expect(done).toEqual([]);
    waiting.shift()?.();
    expect(done).toEqual(['a']);
    waiting.shift()?.();
    expect(done).toEqual(['a', 'b']);
    expect(waiting).toEqual([]);
  });
});
