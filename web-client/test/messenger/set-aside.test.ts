import { beforeEach, describe, expect, it } from 'vitest';

import { Conversations } from '../../src/messenger/conversations/conversations.ts';
import { Events } from '../../src/messenger/events/events.ts';
import { Lane, type LaneDependencies } from '../../src/messenger/outbox/lane.ts';
import { Outbox } from '../../src/messenger/outbox/outbox.ts';
import type { OutboxRow, SealedEnvelope } from '../../src/messenger/outbox/records.ts';
import { Unsent } from '../../src/messenger/outbox/unsent.ts';
import { notice } from '../../src/messenger/conversations/notice.ts';
import type { Snapshot } from '../../src/messenger/port.ts';
import { SENT, sentSuffix, type SentContent } from '../../src/messenger/repair/records.ts';
import { Counters } from '../../src/messenger/vault/counters.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import type { Work } from '../../src/messenger/vault/work.ts';
import { systemTimers } from '../../src/transport/browser/platform.ts';
import { Refused_Reason } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { openedVault } from './world/opened-vault.ts';

const ROOM = '00000000-0000-4000-8000-000000000001';
const BOB = '00000000-0000-4000-8000-000000000002';
const PHONE = '00000000-0000-4000-8000-000000000003';

const nothing = async () => undefined;

const emptyConversations = (ledger: Ledger): Conversations =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nobody looks at it here
  new Conversations(ledger, new Events(systemTimers, () => ({}) as Snapshot));

describe('what is written in the very commit that takes another identity of its recipient', () => {
  let ledger: Ledger;
  let conversations: Conversations;
  let outbox: Outbox;
  let unsent: Unsent;
  beforeEach(async () => {
    ({ ledger } = await openedVault());
    conversations = emptyConversations(ledger);
    outbox = new Outbox(ledger, new Counters(), conversations, { now: () => 1_000 });
    unsent = new Unsent({ ledger, conversations, outbox });
    const person = { accountId: BOB, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
    await ledger.transact((tx) =>
      conversations.begin(tx, { kind: 'direct', roomId: ROOM, person, roomVersion: 1, atMs: 1 }),
    );
  });

  /** A lane of the room: how it encrypts, and what the relay says. */
  function laneWith(given: { readonly maker: object; readonly underWay: object }): Lane {
    return new Lane(
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
      {
        ledger,
        outbox,
        conversations,
        maker: { stillCurrent: nothing, ...given.maker },
        underWay: given.underWay,
        alarms: { sent: nothing },
        sent: { drop: () => undefined },
        listAlarms: { hold: nothing, stillHolds: () => undefined },
        logAlarms: { hold: nothing },
        reach: { sealed: nothing },
        trust: { holds: () => false },
        random: { fraction: () => 0 },
        maxFrameBytes: () => 65_536,
      } as unknown as LaneDependencies,
      ROOM,
    );
  }

  it('[I-9] [V-12] is set aside as if it had been written long before', async () => {
    // The second waits while the first is planned: they share a commit.
    await Promise.all([
      outbox.addText(ROOM, 'a secret', 'local', 'me'),
      ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB)),
    ]);
    const [message] = await conversations.messages(ROOM, 0, 1);
    expect(message).toMatchObject({ state: 'failed', unsentBecause: 'identity-changed' });
    expect(outbox.next(ROOM, 9)).toEqual([]);
  });

  it('[I-9] [V-12] is dropped if nobody wrote it: receipts and what was asked for again', async () => {
    const to = { accountId: BOB, deviceId: PHONE };
    await Promise.all([
      ledger.transact((tx) => {
        outbox.addReceipt(tx, ROOM, { type: 'receipt', kind: 'read', wireIds: ['id'] }, 1);
        outbox.addFor(tx, ROOM, to, { type: 'resent', counter: 1 }, 1);
        expect(outbox.resends(tx, ROOM, 1, to)).toBe(true);
      }),
      ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB)),
    ]);
    expect(outbox.next(ROOM, 9)).toEqual([]);
  });

  it('[I-9] [V-12] is not handed to the relay if it was sealed in that commit, too', async () => {
    const handed: string[] = [];
    const lane = laneWith({
      maker: {
        prepare: async () => ({ recipients: [] }),
        make: async () => {
          // It waits while this transaction is planned: they share a commit.
          void ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB));
          return { id: 'envelope', wireId: 'wire', send: new Uint8Array() };
        },
      },
      underWay: {
        send: async ({ id }: SealedEnvelope) => {
          handed.push(id);
          return { type: 'lost' };
        },
      },
    });
    await outbox.addText(ROOM, 'a secret', 'local', 'me');
    await lane.run();
    expect(handed).toEqual([]);
    const [message] = await conversations.messages(ROOM, 0, 1);
    expect(message).toMatchObject({ state: 'failed', unsentBecause: 'identity-changed' });
  });

  it('is found again however much was written since', async () => {
    await outbox.addText(ROOM, 'a secret', 'local', 'me');
    await ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB));
    await ledger.transact((tx) => {
      for (let count = 0; count < 2_001; count++) {
        const row = conversations.row(tx, ROOM);
        if (row) conversations.append(tx, row, notice('repaired', row, 1), 1);
      }
    });
    await unsent.retry(ROOM, 'local');
    expect(outbox.next(ROOM, 9)).toHaveLength(1);
  });

  it('says why the relay does not take it, where too much waits already', async () => {
    const reason = Refused_Reason.ALL_MAILBOXES_FULL;
    const lane = laneWith({
      maker: {
        prepare: async () => ({ recipients: [] }),
        make: async () => ({ id: 'envelope', wireId: 'wire', send: new Uint8Array() }),
      },
      underWay: { send: async () => ({ type: 'refused', frame: { reason } }) },
    });
    await outbox.addText(ROOM, 'one too many', 'local', 'me');
    await lane.run();
    const [message] = await conversations.messages(ROOM, 0, 1);
    expect(message).toMatchObject({ state: 'failed', unsentBecause: 'mailboxes-full' });
  });

  it('[V-13] is not taken away when it may have left before it was set aside, and is sent again', async () => {
    const lane = laneWith({
      maker: {
        prepare: async () => ({ recipients: [] }),
        make: async (tx: Work, { counter }: OutboxRow) => {
          const content = { roomId: ROOM, counter, wireId: 'wire' };
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- that it is there is what counts
          tx.put(SENT, ROOM, content as unknown as SentContent, sentSuffix(counter));
          return { id: 'envelope', wireId: 'wire', send: new Uint8Array() };
        },
      },
      underWay: {
        send: async () => {
          await ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB));
          return { type: 'lost' };
        },
      },
    });
    await outbox.addText(ROOM, 'a word', 'local', 'me');
    await lane.run();
    await unsent.retry(ROOM, 'local');
    expect(outbox.next(ROOM, 9)).toMatchObject([{ envelope: null, left: true }]);
    await expect(unsent.discard(ROOM, 'local')).rejects.toMatchObject({ code: 'message-under-way' });
  });

  it('[V-13] is taken away also after it is encrypted again, when it had not left before it was set aside', async () => {
    await outbox.addText(ROOM, 'a word', 'local', 'me');
    await ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB));
    await unsent.retry(ROOM, 'local');
    await ledger.transact((tx) => {
      const envelope = { id: 'envelope', wireId: 'wire', send: new Uint8Array() };
      for (const row of tx.rows(outbox.table)) tx.setRow(outbox.table, { ...row, envelope });
    });
    await unsent.discard(ROOM, 'local');
    expect(outbox.next(ROOM, 9)).toEqual([]);
  });

  it('[V-13] is not sent again once the user took it away', async () => {
    const lane = laneWith({
      maker: {
        prepare: async () => ({ recipients: [] }),
        make: async () => ({ id: 'envelope', wireId: 'wire', send: new Uint8Array() }),
      },
      underWay: {
        send: async () => {
          await ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB));
          await unsent.discard(ROOM, 'local');
          return { type: 'refused', frame: { reason: Refused_Reason.TOO_LARGE } };
        },
      },
    });
    await outbox.addText(ROOM, 'a word', 'local', 'me');
    await lane.run();
    await unsent.retry(ROOM, 'local');
    expect(outbox.next(ROOM, 9)).toEqual([]);
    expect(await conversations.messages(ROOM, 0, 1)).toMatchObject([{ kind: 'notice', notice: 'discarded' }]);
  });

  it('[V-13] is not what the list shows once it was taken away, also where an earlier client had it show that', async () => {
    await outbox.addText(ROOM, 'stays', 'first', 'me');
    await outbox.addText(ROOM, 'goes', 'second', 'me');
    await ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB));
    await unsent.discard(ROOM, 'second');
    expect(conversations.get(ROOM)?.last?.body).toBe('stays');
    await ledger.transact(async (tx) => {
      const row = conversations.row(tx, ROOM);
      const last = await conversations.at(tx, ROOM, 1);
      if (row && last) conversations.update(tx, { ...row, last });
    });
    const opened = emptyConversations(ledger);
    await opened.load();
    expect(opened.get(ROOM)).toMatchObject({ messageCount: 2, last: { body: 'stays' } });
  });

  /** It was encrypted, and set aside after that. */
  async function encryptedAndSetAside(left: boolean): Promise<void> {
    await outbox.addText(ROOM, 'did it leave?', 'first', 'me');
    await ledger.transact(async (tx) => {
      const content = { roomId: ROOM, counter: 1, wireId: 'wire' };
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- that it is there is what counts
      tx.put(SENT, ROOM, content as unknown as SentContent, sentSuffix(1));
      for (const row of tx.rows(outbox.table)) tx.setRow(outbox.table, { ...row, left });
      await unsent.setAside(tx, ROOM, BOB);
    });
    await unsent.discard(ROOM, 'first');
    await outbox.addText(ROOM, 'another', 'second', 'me');
  }

  it('[C-11] keeps its number when it may have left before it was set aside, and is then taken away', async () => {
    await encryptedAndSetAside(true);
    expect(outbox.next(ROOM, 9)).toMatchObject([{ counter: 2 }]);
  });

  it('[C-11] gives its number away when it was encrypted and never left', async () => {
    await encryptedAndSetAside(false);
    expect(outbox.next(ROOM, 9)).toMatchObject([{ counter: 1 }]);
  });

  it('[C-11] gives its number away once, however often it is taken away', async () => {
    await outbox.addText(ROOM, 'never left', 'first', 'me');
    await ledger.transact((tx) => unsent.setAside(tx, ROOM, BOB));
    await unsent.discard(ROOM, 'first');
    await outbox.addText(ROOM, 'the next', 'second', 'me');
    await unsent.discard(ROOM, 'first');
    await outbox.addText(ROOM, 'and one more', 'third', 'me');
    expect(outbox.next(ROOM, 9)).toMatchObject([{ counter: 1 }, { counter: 2 }]);
  });

  it('[C-11] is encrypted under the number that it has by then, not the one that it had when it was read', async () => {
    const counters: number[] = [];
    const lane = laneWith({
      maker: {
        prepare: async () => {
          // The user deletes what waits before it: it moves up.
          await ledger.transact((tx) => {
            for (const row of tx.rows(outbox.table)) tx.setRow(outbox.table, { ...row, counter: 7 });
          });
          return { recipients: [] };
        },
        make: async (_: unknown, { counter }: OutboxRow) => {
          counters.push(counter);
          return { id: 'envelope', wireId: 'wire', send: new Uint8Array() };
        },
      },
      underWay: { send: async () => ({ type: 'accepted' }) },
    });
    await outbox.addText(ROOM, 'a word', 'local', 'me');
    await lane.run();
    expect(counters).toEqual([7]);
    expect((await conversations.messages(ROOM, 0, 1))[0]?.state).toBe('sent');
  });

  it('[V-13] is not taken away when it may have left, though nothing else is known of that by now', async () => {
    await outbox.addText(ROOM, 'did it leave?', 'an id', 'me');
    await ledger.transact(async (tx) => {
      for (const row of tx.rows(outbox.table)) tx.setRow(outbox.table, { ...row, left: true });
    });
    await expect(unsent.discard(ROOM, 'an id')).rejects.toMatchObject({ code: 'message-under-way' });
    await ledger.transact(async (tx) => {
      for (const row of tx.rows(outbox.table)) tx.setRow(outbox.table, { ...row, left: false });
    });
    await unsent.discard(ROOM, 'an id');
    expect(outbox.table.size).toBe(0);
  });
});
