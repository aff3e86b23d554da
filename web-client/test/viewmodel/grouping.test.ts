import { describe, expect, test } from 'vitest';
import { nearestShown, placeMessage, type Row } from '../../src/viewmodel/conversation/grouping.ts';
import { bob, message } from '../ui/double/cast.ts';

const NOON = new Date(2026, 10, 23, 12).getTime();
const MINUTE = 60_000;

const at = (index: number, minutes: number, mine = true) =>
  message(bob, index, { mine, sentAtMs: NOON + minutes * MINUTE });

const DAY = 24 * 60;
const gone = (index: number, minutes: number) =>
  message(bob, index, { kind: 'notice', notice: 'discarded', body: '', sentAtMs: NOON + minutes * MINUTE });

/** In a log of which all is known but what is undefined. */
function placed(log: readonly Row[], index: number, firstUnread: number | null = null) {
  const rowAt = (row: number) => (row < 0 || row >= log.length ? null : log[row]);
  const it = rowAt(index);
  if (!it) throw new TypeError('no message');
  const before = nearestShown(rowAt, index - 1, -1);
  return placeMessage(it, before, nearestShown(rowAt, index + 1, 1), firstUnread);
}

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
    expect(placeMessage(at(0, 0), null, undefined, null).startsDay).toBe(true);
    expect(placeMessage(at(400, 0), undefined, undefined, null).startsDay).toBe(false);
  });

  test('the unread divider splits a group', () => {
    const [read, unread] = [at(4, 0, false), at(5, 1, false)];
    expect(placeMessage(read, undefined, unread, 5).endsGroup).toBe(true);
    expect(placeMessage(unread, read, undefined, 5)).toMatchObject({ startsUnread: true, startsGroup: true });
  });

  describe('among messages that were taken away', () => {
    test('is as if they had never been there', () => {
      const log = [at(0, 0), gone(1, -DAY), gone(2, DAY), at(3, 1)];
      expect(placed(log, 0)).toMatchObject({ endsGroup: false });
      expect(placed(log, 3)).toMatchObject({ startsDay: false, startsGroup: false, endsGroup: true });
    });

    test('the first that is shown begins the day', () => {
      expect(placed([gone(0, -DAY), gone(1, 0), at(2, 0)], 2).startsDay).toBe(true);
    });

    test('what is not read yet is no end of the log', () => {
      expect(placed([undefined, gone(1, 0), at(2, 0)], 2).startsDay).toBe(false);
    });

    test('the unread ones begin with the first that is shown', () => {
      const log = [at(0, 0, false), gone(1, 0), at(2, 1, false), at(3, 2, false)];
      expect(placed(log, 0, 1)).toMatchObject({ startsUnread: false, endsGroup: true });
      expect(placed(log, 2, 1)).toMatchObject({ startsUnread: true, startsGroup: true });
      expect(placed(log, 3, 1)).toMatchObject({ startsUnread: false, startsGroup: false });
    });
  });
});
