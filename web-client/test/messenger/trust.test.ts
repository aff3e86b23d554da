import { beforeEach, describe, expect, it } from 'vitest';

import { Conversations } from '../../src/messenger/conversations/conversations.ts';
import { Events } from '../../src/messenger/events/events.ts';
import { EnvelopeMaker, type Preparation } from '../../src/messenger/outbox/envelope-maker.ts';
import type { OutboxRow } from '../../src/messenger/outbox/records.ts';
import type { Snapshot } from '../../src/messenger/port.ts';
import type { Groups } from '../../src/messenger/rooms/groups.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import type { Work } from '../../src/messenger/vault/work.ts';
import { Trust, type Mark } from '../../src/messenger/verification/trust.ts';
import { uuid, verifyDeviceList, type VerifiedDeviceList } from '../../src/protocol/index.ts';
import { systemTimers } from '../../src/transport/browser/platform.ts';
import { person } from '../protocol/people.ts';
import { openedVault } from './world/opened-vault.ts';

const ROOM = '00000000-0000-4000-8000-000000000001';

describe('Whether anything is encrypted for an account [I-12]', () => {
  let ledger: Ledger;
  let conversations: Conversations;
  let groups: Groups;
  let trust: Trust;
  let maker: EnvelopeMaker;
  let list: VerifiedDeviceList;
  let other: VerifiedDeviceList;
  let bob: string;
  beforeEach(async () => {
    const { crypto, ledger: opened } = await openedVault();
    ledger = opened;
    const [one, two] = [await person(crypto), await person(crypto)];
    list = await verifyDeviceList(crypto, one.certified.accountId, one.signedList);
    const theirs = await verifyDeviceList(crypto, two.certified.accountId, two.signedList);
    other = { ...theirs, accountId: list.accountId };
    bob = uuid(one.certified.accountId);
    // oxlint-disable typescript/no-unsafe-type-assertion -- no more is asked of them here
    conversations = new Conversations(ledger, new Events(systemTimers, () => ({}) as Snapshot));
    groups = { get: () => undefined, row: () => undefined } as unknown as Groups;
    trust = new Trust({ conversations, groups, changed: () => undefined });
    const deps = { crypto, conversations, groups, trust };
    maker = new EnvelopeMaker(deps as unknown as ConstructorParameters<typeof EnvelopeMaker>[0]);
    // oxlint-enable typescript/no-unsafe-type-assertion
    const who = { accountId: bob, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
    await ledger.transact((tx) =>
      conversations.begin(tx, { kind: 'direct', roomId: ROOM, person: who, roomVersion: 1, atMs: 1 }),
    );
  });

  const mark = (change: Partial<Mark> = {}): Mark => ({
    identityKey: list.identityKey,
    verifiedAtMs: 1,
    changedAtMs: null,
    ...change,
  });
  const verified = () => ledger.transact((tx) => trust.set(tx, bob, mark()));
  const replacedBy = (now: VerifiedDeviceList) => ledger.transact((tx) => trust.replaced(tx, bob, now, 2));
  /** The log of every group names Bob under the identity of that list. */
  const inLog = ({ accountId, identityKey }: VerifiedDeviceList): void => {
    const group = { log: { members: [{ accountId, identityKey }] }, gone: [] };
    Object.assign(groups, { get: () => group, row: () => group });
  };

  /** A text for Bob, for whom that list was prepared. */
  const encrypt = (tx: Work, known: VerifiedDeviceList) => {
    const row: OutboxRow = {
      seq: 1,
      roomId: ROOM,
      body: { type: 'text', text: 'a secret' },
      messageIndex: 0,
      sentAtMs: 1,
      counter: 1,
      seen: [],
      envelope: null,
      left: false,
    };
    const preparation: Preparation = { log: null, lists: [known], recipients: [], beginnings: new Map() };
    return maker.make(tx, row, preparation);
  };

  it('is decided by the very commit that takes the new identity', async () => {
    await verified();
    // The second waits while the first is planned: they share a commit.
    const [, made] = await Promise.allSettled([
      ledger.transact((tx) => trust.replaced(tx, bob, other, 2)),
      ledger.transact((tx) => encrypt(tx, list)),
    ]);
    expect(made).toMatchObject({ status: 'rejected', reason: { code: 'room-changed' } });
    expect(trust.of(bob)).toBe('changed');
  });

  it('is decided by the bytes of the key, whatever was noticed of a change', async () => {
    await verified();
    await expect(ledger.transact((tx) => encrypt(tx, other))).rejects.toMatchObject({ code: 'room-changed' });
    expect(trust.accepts(list)).toBe(true);
    expect(trust.accepts(other)).toBe(false);
  });

  it('lets everybody pass who was not verified, or whom the user agreed to', async () => {
    expect(trust.accepts(other)).toBe(true);
    await verified();
    await ledger.transact((tx) => trust.replaced(tx, bob, other, 2));
    expect([trust.accepts(list), trust.holds(ROOM)]).toEqual([false, true]);
    await ledger.transact((tx) => trust.set(tx, bob, null));
    expect([trust.accepts(list), trust.accepts(other), trust.holds(ROOM)]).toEqual([true, true, false]);
  });

  it('stays as it is when the former identity comes back, and remembers when it changed first', async () => {
    await verified();
    await ledger.transact((tx) => trust.replaced(tx, bob, other, 2));
    await ledger.transact((tx) => trust.replaced(tx, bob, list, 3));
    expect(trust.accepts(list)).toBe(false);
    const again = new Trust({ conversations, groups, changed: () => undefined });
    await again.load(ledger);
    expect(again.of(bob)).toBe('changed');
  });

  it('holds a closed room too: what would be sent again there makes no round in vain', async () => {
    await verified();
    await ledger.transact((tx) => {
      trust.replaced(tx, bob, other, 2);
      const row = conversations.row(tx, ROOM);
      if (row) conversations.update(tx, { ...row, open: false });
      expect(trust.holds(ROOM, tx)).toBe(true);
    });
    expect(trust.holds(ROOM)).toBe(true);
  });

  describe('in a group', () => {
    const GROUP = '00000000-0000-4000-8000-000000000002';
    beforeEach(async () => {
      await verified();
      await ledger.transact((tx) =>
        conversations.begin(tx, { kind: 'group', roomId: GROUP, roomVersion: 1, atMs: 1 }),
      );
    });

    it('goes on where the log names an identity from before: it is taken out first', async () => {
      inLog(list);
      await replacedBy(other);
      expect(trust.holds(GROUP)).toBe(false);
      inLog(other);
      await replacedBy(list);
      expect(trust.holds(GROUP)).toBe(false);
    });

    it('is held where the log names the one that there is now, also when that was verified once', async () => {
      inLog(other);
      await replacedBy(other);
      expect(trust.holds(GROUP)).toBe(true);
      inLog(list);
      await replacedBy(list);
      // Nothing may be encrypted for it, and nobody can take it out: only the user can tell.
      expect(trust.accepts(list)).toBe(false);
      expect(trust.holds(GROUP)).toBe(true);
    });

    it('is held by marks of earlier clients as it was', async () => {
      await ledger.transact((tx) => trust.set(tx, bob, mark({ changedAtMs: 2 })));
      inLog(other);
      expect(trust.holds(GROUP)).toBe(true);
      inLog(list);
      expect(trust.holds(GROUP)).toBe(false);
    });
  });

  it('says so to who shows it, and to whom it lets go on', async () => {
    let released = 0;
    trust.onReleased = () => void released++;
    await verified();
    await ledger.transact((tx) => trust.replaced(tx, bob, other, 2));
    const row = conversations.get(ROOM);
    expect(row && trust.heldBy(row)).toEqual([bob]);
    expect(released).toBeGreaterThan(0);
  });
});
