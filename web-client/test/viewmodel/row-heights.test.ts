import { describe, expect, it } from 'vitest';
import { RowHeights } from '../../src/viewmodel/conversation/row-heights.ts';

describe('the typical height of a row', () => {
  it('is what was guessed until something was measured, then what is most frequent', () => {
    const heights = new RowHeights(44);
    expect(heights.typical).toBe(44);
    for (const height of [38, 60, 38, 120, 0, 38]) heights.note(height);
    expect(heights.typical).toBe(38);
  });

  it('follows a change of the font size', () => {
    const heights = new RowHeights(44);
    for (let row = 0; row < 1_000; row++) heights.note(38);
    for (let row = 0; row < 100; row++) heights.note(52);
    expect(heights.typical).toBe(52);
  });
});
