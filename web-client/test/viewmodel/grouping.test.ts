import { describe, expect, test } from 'vitest';
import { placeMessage } from '../../src/viewmodel/conversation/grouping.ts';
import { bob, message } from '../ui/double/cast.ts';

const NOON = new Date(2026, 10, 23, 12).getTime();
const MINUTE = 60_000;

const at = (index: number, minutes: number, mine = true) =>
  message(bob, index, { mine, sentAtMs: NOON + minutes * MINUTE });

describe('where a message stands', () => {
  test('messages of one person within minutes form a group', () => {
    const [first, second, third] = [at(0, 0), at(1, 2), at(2, 4)];
    expect(placeMessage(first, undefined, second, null)).toMatchObject({
      startsGroup: true,
      endsGroup: false,
    });
    expect(placeMessage(second, first, third, null)).toMatchObject({ startsGroup: false, endsGroup: false });
    expect(placeMessage(third, second, undefined, null)).toMatchObject({
      startsGroup: false,
      endsGroup: true,
    });
  });

  test('another person or a long pause begins a new one', () => {
    expect(placeMessage(at(1, 1), at(0, 0, false), undefined, null).startsGroup).toBe(true);
    expect(placeMessage(at(1, 30), at(0, 0), undefined, null).startsGroup).toBe(true);
  });

  test('a day begins at midnight of the person’s own zone', () => {
    const evening = message(bob, 0, { sentAtMs: new Date(2026, 10, 22, 23, 59).getTime() });
    const night = message(bob, 1, { sentAtMs: new Date(2026, 10, 23, 0, 1).getTime() });
    expect(placeMessage(night, evening, undefined, null)).toMatchObject({
      startsDay: true,
      startsGroup: true,
    });
    expect(placeMessage(at(1, 1), at(0, 0), undefined, null).startsDay).toBe(false);
  });

  test('two times that no calendar has are of one day', () => {
    const [first, second] = [0, 1].map((index) =>
      message(bob, index, { sentAtMs: Number.MAX_SAFE_INTEGER - index }),
    );
    if (first === undefined || second === undefined) throw new TypeError('two messages');
    expect(placeMessage(second, first, undefined, null).startsDay).toBe(false);
  });

  test('only the very first message begins a day when its predecessor is not loaded', () => {
    expect(placeMessage(at(0, 0), undefined, undefined, null).startsDay).toBe(true);
    expect(placeMessage(at(400, 0), undefined, undefined, null).startsDay).toBe(false);
  });

  test('the unread divider splits a group', () => {
    const [read, unread] = [at(4, 0, false), at(5, 1, false)];
    expect(placeMessage(read, undefined, unread, 5).endsGroup).toBe(true);
    expect(placeMessage(unread, read, undefined, 5)).toMatchObject({ startsUnread: true, startsGroup: true });
  });
});
