import { beforeEach, describe, expect, it, vi } from 'vitest';

import { fixed } from '../../src/bytes/index.ts';
import { Conversations } from '../../src/messenger/conversations/conversations.ts';
import { closedSnapshot } from '../../src/messenger/engine/snapshot.ts';
import { Events } from '../../src/messenger/events/events.ts';
import type { Groups } from '../../src/messenger/rooms/groups.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import { ToldMarks } from '../../src/messenger/verification/told-marks.ts';
import { saidCell, Trust } from '../../src/messenger/verification/trust.ts';
import {
  accountId,
  deviceId,
  fromUuid,
  limits,
  type OurDevice,
  type VerifiedDeviceList,
} from '../../src/protocol/index.ts';
import { systemTimers } from '../../src/transport/browser/platform.ts';
import { openedVault } from './world/opened-vault.ts';

const id = (last: number) => `00000000-0000-4000-8000-00000000000${last}`;
const [ME, BOB, LAPTOP, PHONE, ROOM] = [id(1), id(2), id(3), id(4), id(5)];
const HOUR_MS = 3_600_000;
const LINKED_AT_MS = 1_800_000_000_000;

describe('a mark that another device of the account told', () => {
  const identityKey = fixed(32, new Uint8Array(32).fill(7), 'identity-key');
  let ledger: Ledger;
  let conversations: Conversations;
  let trust: Trust;
  let marks: ToldMarks;
  let nowMs: number;
  let listed: readonly string[];
  let tasks: Promise<void>[];
  beforeEach(async () => {
    ({ ledger } = await openedVault());
    [nowMs, listed, tasks] = [LINKED_AT_MS, [LAPTOP, PHONE], []];
    const events = new Events(systemTimers, () => closedSnapshot({ at: 'starting' }));
    conversations = new Conversations(ledger, events);
    // As much of these as judging looks at.
    // oxlint-disable typescript/no-unsafe-type-assertion
    const groups = { has: () => true, row: () => undefined } as unknown as Groups;
    const listOf = (account: string) => {
      const devices = listed.map((each) => ({
        deviceId: deviceId(fromUuid(each)),
        addedAtMs: LINKED_AT_MS,
      }));
      return { identityKey, devices: account === ME ? devices : [] } as unknown as VerifiedDeviceList;
    };
    const lists = {
      of: async (account: string) => listOf(account),
      refresh: async (account: string) => listOf(account),
      knownIn: async (_: unknown, account: string) => listOf(account),
    };
    const device = { public: { deviceId: deviceId(fromUuid(LAPTOP)) } } as unknown as OurDevice;
    // oxlint-enable typescript/no-unsafe-type-assertion
    trust = new Trust({ conversations, groups, changed: () => undefined });
    const clock = { now: () => nowMs };
    const background = (task: Promise<void>) => void tasks.push(task);
    marks = new ToldMarks({
      me: ME,
      device,
      ledger,
      conversations,
      groups,
      lists,
      trust,
      clock,
      background,
    });
    const person = { accountId: BOB, username: 'bob', firstName: 'Bob', lastName: '', about: '' };
    await ledger.transact((tx) =>
      conversations.begin(tx, { kind: 'direct', roomId: ROOM, person, roomVersion: 1, atMs: 1 }),
    );
  });

  let counter = 0;
  const comes = (verified = true, number = ++counter, sentAtMs = LINKED_AT_MS + number) =>
    ledger.transact((tx) =>
      marks.came(
        tx,
        PHONE,
        {
          type: 'trust-marks',
          marks: [{ accountId: accountId(fromUuid(BOB)), identityKey, verified }],
          standing: true,
        },
        { counter: number, sentAtMs },
      ),
    );

  async function isJudged(): Promise<void> {
    marks.drained();
    await Promise.all(tasks);
  }

  const notices = async () => (await conversations.messages(ROOM, 0, 9)).map(({ notice }) => notice);

  it('[D-13] is no news if it stood when this device was linked', async () => {
    nowMs += 23 * HOUR_MS;
    await comes();
    await isJudged();
    expect(trust.of(BOB)).toBe('verified');
    expect(await notices()).toEqual([]);
  });

  it('[D-13] is news a day later, though it says that it is none', async () => {
    nowMs += 24 * HOUR_MS;
    await comes();
    await isJudged();
    expect(trust.of(BOB)).toBe('verified');
    expect(await notices()).toEqual(['verified-elsewhere']);
  });

  it('[D-13] is none any more if that device is taken off the list before it is judged', async () => {
    await comes();
    listed = [LAPTOP];
    await isJudged();
    expect(trust.of(BOB)).toBe('unverified');
  });

  it('[D-13] [I-13] is not taken back by a device that was taken off the list', async () => {
    await comes();
    await isJudged();
    listed = [LAPTOP];
    await comes(false);
    expect(trust.of(BOB)).toBe('verified');
  });

  it('[D-13] is not told by a relay that delivers it behind its taking back', async () => {
    await comes(false, 6);
    await comes(true, 5);
    await isJudged();
    expect(trust.of(BOB)).toBe('unverified');
    await comes(true, 7);
    await isJudged();
    expect(trust.of(BOB)).toBe('verified');
    await comes(false, 8);
    expect(trust.of(BOB)).toBe('unverified');
  });

  it('[D-13] is not taken away by an older taking back that comes late, judged or not', async () => {
    await comes(true, 5);
    await comes(false, 3);
    await isJudged();
    expect(trust.of(BOB)).toBe('verified');
    await comes(false, 4);
    expect(trust.of(BOB)).toBe('verified');
    await comes(true, 9);
    await isJudged();
    await comes(false, 8);
    expect(trust.of(BOB)).toBe('verified');
    await comes(false, 10);
    expect(trust.of(BOB)).toBe('unverified');
  });

  it('[D-13] [C-12] is taken back by a profile that was restored, and uses numbers again', async () => {
    await comes(true, 9);
    await isJudged();
    await comes(false, 7, LINKED_AT_MS + HOUR_MS);
    expect(trust.of(BOB)).toBe('unverified');
    await comes(true, 8);
    await isJudged();
    expect(trust.of(BOB)).toBe('unverified');
    await comes(true, 8, LINKED_AT_MS + 2 * HOUR_MS);
    await isJudged();
    expect(trust.of(BOB)).toBe('verified');
  });

  it('[D-13] is not told behind its taking back, of which an earlier client kept the number alone', async () => {
    const taken = saidCell();
    await ledger.transact((tx) => taken.set(tx, { [`${PHONE} ${BOB}`]: 6 }));
    await marks.load();
    await comes(true, 5);
    await isJudged();
    expect(trust.of(BOB)).toBe('unverified');
    await comes(true, 7);
    await isJudged();
    expect(trust.of(BOB)).toBe('verified');
  });

  it('[D-13] is remembered with all others of its content in one go', async () => {
    const accounts = Array.from({ length: limits.MAX_TRUST_MARKS }, () =>
      accountId(fromUuid(crypto.randomUUID())),
    );
    const told = accounts.map((account) => ({ accountId: account, identityKey, verified: true }));
    const writes = await ledger.transact(async (tx) => {
      const written = vi.spyOn(tx, 'setRow');
      const body = { type: 'trust-marks', marks: told, standing: true } as const;
      await marks.came(tx, PHONE, body, { counter: 1, sentAtMs: LINKED_AT_MS });
      return written.mock.calls.length;
    });
    // What waits to be judged, and what was said.
    expect(writes).toBe(2);
  });
});
