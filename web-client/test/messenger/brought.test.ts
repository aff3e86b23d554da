import { describe, expect, it } from 'vitest';

import type { Conversation } from '../../src/messenger/conversations/records.ts';
import { mayStandHere, withBrought, withoutBrought } from '../../src/messenger/inbox/brought.ts';

const ROW: Conversation = {
  kind: 'group',
  roomId: 'room',
  roomVersion: 1,
  open: true,
  startedAtMs: 0,
  messageCount: 0,
  unread: 0,
  firstUnread: null,
  last: null,
  sortMs: 0,
  draft: '',
  sentCounter: 0,
  sentReceipts: 0,
  heard: {},
  seen: [],
  dueDelivered: [],
  dueRead: [],
};

describe('[D-10] numbers that stand in a conversation without having been counted', () => {
  it('are remembered by their highest, until as many were counted', () => {
    const row = withBrought({ ...ROW, older: 3 }, []);
    const brought = withBrought(ROW, [
      ['desk', 4],
      ['desk', 6],
      ['phone', 1],
    ]);
    expect(mayStandHere(row, ['desk'], 1)).toBe(true);
    expect(mayStandHere(brought, ['desk'], 6)).toBe(true);
    expect(mayStandHere(brought, ['desk'], 7)).toBe(false);
    expect(mayStandHere(withoutBrought(brought, ['desk', 5]), ['desk'], 6)).toBe(true);
    expect(withoutBrought(brought, ['desk', 6]).brought).toEqual({ phone: 1 });
  });

  it('need no note when they were counted', () => {
    const counted = { ...ROW, heard: { desk: { highest: 6, unreadable: 0, gaps: [] } } };
    expect(withBrought(counted, [['desk', 6]])).toBe(counted);
  });

  it('may be any when they were too many to remember', () => {
    const many = Array.from({ length: 1_000 }, (_, at) => [`device ${at}`, 1] as const);
    const row = withBrought(ROW, many);
    expect(row.brought).toBeNull();
    expect(mayStandHere(row, ['stranger'], 99)).toBe(true);
    expect(withBrought(row, [['desk', 1]]).brought).toBeNull();
  });
});
