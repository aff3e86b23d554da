import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MAX_SPAN,
  endSpan,
  growSpan,
  moveSpan,
  shiftSpan,
  startSpan,
} from '../../src/viewmodel/conversation/span.ts';

describe('the span of rows the list knows', () => {
  test('begins at the end, or around the first unread message', () => {
    expect(startSpan(100_000, null)).toEqual({ from: 99_300, to: 100_000 });
    expect(startSpan(100_000, 50_000)).toEqual({ from: 49_300, to: 50_700 });
    expect(startSpan(10, 3)).toEqual({ from: 0, to: 10 });
    expect(startSpan(0, null)).toEqual({ from: 0, to: 0 });
  });

  test('follows the end only when it had reached it', () => {
    expect(growSpan(endSpan(1_000), 1_000, 1_003)).toEqual({ from: 300, to: 1_003 });
    expect(growSpan({ from: 0, to: 900 }, 1_000, 1_003)).toEqual({ from: 0, to: 900 });
  });

  test('[D-10] stays with its rows when others are put in front of them', () => {
    const span = { from: 0, to: 10 };
    expect(shiftSpan(span, 0)).toBe(span);
    expect(growSpan(shiftSpan(span, 300), 310, 311)).toEqual({ from: 300, to: 311 });
  });

  test('stays the same object while the view is far from its edges', () => {
    const span = { from: 1_000, to: 2_400 };
    expect(moveSpan(span, { first: 1_600, last: 1_620 }, 100_000)).toBe(span);
  });

  test('walks to the very first message and back to the last', () => {
    let span = startSpan(100_000, null);
    for (let steps = 0; span.from > 0 && steps < 1_000; steps++) {
      span = moveSpan(span, { first: span.from, last: span.from + 20 }, 100_000);
    }
    expect(span.from).toBe(0);
    for (let steps = 0; span.to < 100_000 && steps < 1_000; steps++) {
      span = moveSpan(span, { first: span.to - 20, last: span.to - 1 }, 100_000);
    }
    expect(span.to).toBe(100_000);
  });

  test('always holds the view, within the conversation and the bound, and comes to rest', () => {
    const place = fc.record({
      total: fc.integer({ min: 1, max: 100_000 }),
      start: fc.double({ min: 0, max: 1, noNaN: true }),
      moves: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(place, ({ total, start, moves }) => {
        let span = startSpan(total, Math.floor(start * total));
        for (const move of moves) {
          const first = span.from + Math.floor(move * (span.to - span.from - 1));
          const view = { first, last: Math.min(first + 25, span.to - 1) };
          span = moveSpan(span, view, total);
          expect(span.from).toBeGreaterThanOrEqual(0);
          expect(span.to).toBeLessThanOrEqual(total);
          expect(span.from).toBeLessThanOrEqual(view.first);
          expect(span.to).toBeGreaterThan(view.last);
          expect(span.to - span.from).toBeLessThanOrEqual(MAX_SPAN);
          expect(moveSpan(span, view, total)).toBe(span);
        }
      }),
    );
  });
});
