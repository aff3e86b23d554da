import { beforeEach, describe, expect, it } from 'vitest';

import { Conversations } from '../../src/messenger/conversations/conversations.ts';
import { Reading } from '../../src/messenger/conversations/reading.ts';
import { topmostUnread, type Conversation } from '../../src/messenger/conversations/records.ts';
import { Events } from '../../src/messenger/events/events.ts';
import type { MessageState, Snapshot } from '../../src/messenger/port.ts';
import type { Receipts } from '../../src/messenger/receipts/receipts.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import type { Work } from '../../src/messenger/vault/work.ts';
import { systemTimers } from '../../src/transport/browser/platform.ts';
import { openedVault } from './world/opened-vault.ts';

const ROOM = '00000000-0000-4000-8000-000000000001';
const BOB = '00000000-0000-4000-8000-000000000002';

const message = (id: string, state: MessageState = 'received') => ({
  id,
  senderId: BOB,
  mine: false,
  body: id,
  kind: 'text' as const,
  sentAtMs: 1,
  state,
  wireIds: state === 'received' ? [id] : [],
});

describe('a message that came late [C-12] [V-15]', () => {
  let ledger: Ledger;
  let conversations: Conversations;
  let reading: Reading;
  const read: string[] = [];
  beforeEach(async () => {
    ({ ledger } = await openedVault());
    read.length = 0;
    // oxlint-disable typescript/no-unsafe-type-assertion -- no more is asked of them here
    const events = new Events(systemTimers, () => ({}) as Snapshot);
    conversations = new Conversations(ledger, events);
    const receipts = {
      read: (_tx: Work, row: Conversation, wireIds: readonly string[]) => {
        read.push(...wireIds);
        return row;
      },
    } as unknown as Receipts;
    // oxlint-enable typescript/no-unsafe-type-assertion
    reading = new Reading({ ledger, conversations, receipts, events });
    const person = { accountId: BOB, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
    await ledger.transact((tx) =>
      conversations.begin(tx, { kind: 'direct', roomId: ROOM, person, roomVersion: 1, atMs: 1 }),
    );
  });

  const row = () => conversations.get(ROOM);
  const topmost = () => {
    const now = row();
    return now && topmostUnread(now);
  };
  const comes = (id: string, state?: MessageState) =>
    ledger.transact((tx) => {
      const now = conversations.row(tx, ROOM);
      if (now) conversations.append(tx, now, message(id, state), 1);
    });
  const looks = async () => {
    await reading.focus(ROOM, true);
    await reading.focus(ROOM, false);
  };
  const settles = (index: number) =>
    ledger.transact(async (tx) => {
      const [now, place] = [conversations.row(tx, ROOM), await conversations.at(tx, ROOM, index)];
      if (now && place) conversations.settle(tx, now, message('late'), place);
    });

  it('is read when the user looks, and so is what came long after it', async () => {
    for (let at = 0; at < 700; at++) await comes(`text ${at}`, at === 10 ? 'repairing' : 'received');
    await looks();
    expect(read).toHaveLength(699);
    await comes('new');
    await settles(10);
    expect([row()?.unread, topmost()]).toEqual([2, 10]);
    read.length = 0;
    await looks();
    expect(read).toEqual(['late', 'new']);
    expect([row()?.unread, topmost()]).toEqual([0, null]);
  });

  it('is read by itself if everything else was', async () => {
    for (let at = 0; at < 5; at++) await comes(`text ${at}`, at === 2 ? 'lost' : 'received');
    await looks();
    await settles(2);
    expect(row()?.unread).toBe(1);
    read.length = 0;
    await looks();
    expect([read, row()?.unread]).toEqual([['late'], 0]);
  });

  it('ends also when what could not be read has found its place above', async () => {
    await comes('missing', 'lost');
    await comes('two');
    await looks();
    await comes('unreadable', 'repairing');
    expect([row()?.unread, topmost()]).toEqual([1, 2]);
    await ledger.transact(async (tx) => {
      const bubble = await conversations.at(tx, ROOM, 2);
      if (bubble) await conversations.vacate(tx, ROOM, bubble);
    });
    expect([row()?.unread, topmost()]).toEqual([0, null]);
    expect(row()?.last?.body).toBe('two');
    await settles(0);
    expect([row()?.unread, topmost()]).toEqual([1, 0]);
    read.length = 0;
    await looks();
    expect([read, row()?.unread, topmost()]).toEqual([['late'], 0, null]);
  });

  it('counts once what stood for it unread', async () => {
    await comes('one', 'lost');
    await comes('two');
    await looks();
    await ledger.transact(async (tx) => {
      const [now, place] = [conversations.row(tx, ROOM), await conversations.at(tx, ROOM, 0)];
      if (now && place) conversations.settle(tx, now, message('broken', 'repairing'), place);
    });
    await settles(0);
    expect([row()?.unread, row()?.lateUnread]).toEqual([1, [0]]);
  });

  it('of a count that is too high, nothing is left at the end', async () => {
    await comes('one');
    await ledger.transact((tx) => {
      const now = conversations.row(tx, ROOM);
      if (now) conversations.update(tx, { ...now, unread: 7 });
    });
    await looks();
    expect([row()?.unread, topmost()]).toEqual([0, null]);
  });

  it('is counted once by two who look at the same time', async () => {
    for (let at = 0; at < 1_500; at++) await comes(`text ${at}`);
    const first = reading.focus(ROOM, true, 'a tab');
    await Promise.all([first, reading.focus(ROOM, true, 'another tab')]);
    expect([row()?.unread, topmost()]).toEqual([0, null]);
    expect(new Set(read).size).toBe(1_500);
  });
});
