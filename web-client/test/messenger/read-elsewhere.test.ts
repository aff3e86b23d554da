import { beforeEach, describe, expect, it } from 'vitest';

import { Conversations } from '../../src/messenger/conversations/conversations.ts';
import { heardElsewhere } from '../../src/messenger/conversations/elsewhere.ts';
import { Events } from '../../src/messenger/events/events.ts';
import type { MessageState, Snapshot } from '../../src/messenger/port.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import { systemTimers } from '../../src/transport/browser/platform.ts';
import { openedVault } from './world/opened-vault.ts';

const ROOM = '00000000-0000-4000-8000-000000000001';
const BOB = '00000000-0000-4000-8000-000000000002';

describe('What another device of the account says of messages', () => {
  let ledger: Ledger;
  let conversations: Conversations;
  beforeEach(async () => {
    ({ ledger } = await openedVault());
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of it here
    conversations = new Conversations(ledger, new Events(systemTimers, () => ({}) as Snapshot));
    const person = { accountId: BOB, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
    await ledger.transact((tx) =>
      conversations.begin(tx, { kind: 'direct', roomId: ROOM, person, roomVersion: 1, atMs: 1 }),
    );
  });

  const comes = async (...ids: readonly string[]) => {
    for (const id of ids) await stands(id, 'received');
  };
  const stands = (id: string, state: MessageState) =>
    ledger.transact((tx) => {
      const row = conversations.row(tx, ROOM);
      const wireIds = state === 'received' ? [id] : [];
      const common = { senderId: BOB, mine: false, kind: 'text', sentAtMs: 1, state } as const;
      if (row) conversations.append(tx, row, { ...common, id, body: id, wireIds }, 1);
    });
  const hears = (kind: 'delivered' | 'read', ...wireIds: readonly string[]) =>
    ledger.transact((tx) => heardElsewhere(tx, conversations, ROOM, { kind, wireIds }));
  const unread = () => {
    const row = conversations.get(ROOM);
    return row && [row.unread, row.firstUnread, row.lateUnread ?? []];
  };

  it('[D-9] marks as read what was read, and what comes after it is unread', async () => {
    await comes('one', 'two', 'three');
    await hears('read', 'one', 'two');
    expect(unread()).toEqual([1, 2, []]);
    await comes('four');
    expect(unread()).toEqual([2, 2, []]);
    await hears('read', 'three', 'four');
    expect(unread()).toEqual([0, null, []]);
    await comes('five');
    expect(unread()).toEqual([1, 4, []]);
  });

  it('[D-9] leaves unread what it does not name, also above what was read', async () => {
    await comes('one', 'two', 'three');
    await hears('read', 'three');
    expect(unread()).toEqual([2, null, [0, 1]]);
    await hears('read', 'two');
    expect(unread()).toEqual([1, null, [0]]);
    await hears('read', 'one');
    expect(unread()).toEqual([0, null, []]);
  });

  it('[D-9] counts nothing twice, and nothing that is missing', async () => {
    await comes('one');
    await stands('lost', 'repairing');
    await comes('two');
    await hears('read', 'one', 'two');
    expect(unread()).toEqual([0, null, []]);
    await hears('read', 'one', 'two', 'unheard of');
    expect(unread()).toEqual([0, null, []]);
  });

  it('[D-9] knows what is left also where more was unread than it looks at', async () => {
    for (let at = 0; at < 2_100; at++) await comes(`text ${at}`);
    await ledger.transact((tx) => {
      const row = conversations.row(tx, ROOM);
      const answer = { id: 'answer', senderId: '', mine: true, kind: 'text', body: '', sentAtMs: 1 } as const;
      if (row) conversations.append(tx, row, { ...answer, state: 'sent', wireIds: ['answer'] }, 1);
    });
    await hears('read', ...Array.from({ length: 2_100 }, (_, at) => `text ${at}`).slice(-512));
    expect(unread()?.[1]).toBeNull();
    expect(conversations.get(ROOM)?.unread).toBe(conversations.get(ROOM)?.lateUnread?.length);
  });

  it('[D-9] tells nobody what the other device has told already', async () => {
    await comes('one', 'two', 'three');
    const due = { dueDelivered: ['one', 'two', 'three'], dueRead: ['two'], dueMarks: ['two', 'three'] };
    await ledger.transact((tx) => {
      const row = conversations.row(tx, ROOM);
      if (row) conversations.update(tx, { ...row, ...due });
    });
    await hears('delivered', 'one');
    expect(conversations.get(ROOM)).toMatchObject({ ...due, dueDelivered: ['two', 'three'] });
    await hears('read', 'two');
    expect(conversations.get(ROOM)).toMatchObject({
      dueDelivered: ['three'],
      dueRead: [],
      dueMarks: ['three'],
    });
    expect(unread()).toEqual([2, 2, [0]]);
  });
});
