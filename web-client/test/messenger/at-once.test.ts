import { describe, expect, it } from 'vitest';

import { atOnce } from '../../src/messenger/kernel/at-once.ts';

describe('the same for each, some at once', () => {
  it('answers in the order of the items, and never does more at a time', async () => {
    let running = 0;
    let most = 0;
    const answers = await atOnce(3, [5, 1, 4, 2, 3], async (turns) => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      running--;
      return turns * 10;
    });
    expect(answers).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(3);
    expect(await atOnce(3, [], () => Promise.reject(new Error('nothing to do')))).toEqual([]);
  });

  it('begins nothing more after a failure', async () => {
    const begun: number[] = [];
    const work = async (item: number) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 2) throw new Error('two');
    };
    await expect(atOnce(2, [1, 2, 3, 4, 5, 6], work)).rejects.toThrow('two');
    await Promise.resolve();
    expect(begun).not.toContain(6);
  });
});
