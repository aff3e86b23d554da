import { beforeEach, describe, expect, it } from 'vitest';

import type { Conversations } from '../../src/messenger/conversations/conversations.ts';
import type { Conversation } from '../../src/messenger/conversations/records.ts';
import type { Outbox } from '../../src/messenger/outbox/outbox.ts';
import { Answers } from '../../src/messenger/repair/answers.ts';
import { dueAfter, isDue, type Repair, type SentContent } from '../../src/messenger/repair/records.ts';
import { SentContents } from '../../src/messenger/repair/sent-contents.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import { limits, type DevicePublic } from '../../src/protocol/index.ts';
import { MONDAY_MS, settledPerson } from '../protocol/people.ts';
import { openedVault } from './world/opened-vault.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const AHEAD_MS = 1_000 * DAY_MS;
const ROOM = '00000000-0000-4000-8000-000000000001';

describe('What is asked for again [C-13]', () => {
  const repair: Repair = {
    roomId: ROOM,
    accountId: 'account',
    deviceId: 'device',
    wanted: { counter: 1 },
    asked: 1,
    firstAskedAtMs: MONDAY_MS,
    dueAtMs: MONDAY_MS + HOUR_MS,
  };

  it('is not asked for twice at once after seven hours without a connection', () => {
    expect(dueAfter(1, MONDAY_MS, MONDAY_MS)).toBe(MONDAY_MS + 600_000);
    const second = MONDAY_MS + 7 * HOUR_MS;
    expect(dueAfter(2, MONDAY_MS, second)).toBe(second + 600_000);
    expect(dueAfter(3, MONDAY_MS, second)).toBe(second + DAY_MS);
  });

  it('[S-11] does not wait for years because a clock was ahead', () => {
    expect(isDue(repair, MONDAY_MS + HOUR_MS - 1)).toBe(false);
    expect(isDue(repair, MONDAY_MS + HOUR_MS)).toBe(true);
    expect(isDue({ ...repair, dueAtMs: MONDAY_MS + AHEAD_MS }, MONDAY_MS)).toBe(true);
  });
});

/** A device that has sent hundreds of contents. */
describe('What was sent [C-14]', () => {
  let ledger: Ledger;
  let sent: SentContents;
  let bob: DevicePublic;
  beforeEach(async () => {
    const { crypto, ledger: opened } = await openedVault();
    ledger = opened;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    const conversations = { table: { all: () => [{ roomId: ROOM }] } } as unknown as Conversations;
    sent = new SentContents({ crypto, ledger, conversations });
    bob = (await settledPerson(crypto)).certified;
  });

  const keeps = (counter: number, leftAtMs: number) =>
    ledger.transact((tx) =>
      sent.keep(
        tx,
        {
          roomId: ROOM,
          counter,
          wireId: `id ${counter}`,
          envelopeId: '',
          body: new Uint8Array(),
          secret: new Uint8Array(),
          leftAtMs,
        },
        [bob],
      ),
    );
  const kept = (counter: number): Promise<SentContent | undefined> =>
    ledger.transact((tx) => sent.find(tx, ROOM, { counter }));

  it('[S-11] is forgotten in 45 days, though a clock was years ahead', async () => {
    await keeps(1, MONDAY_MS + AHEAD_MS);
    await sent.sweep(MONDAY_MS);
    expect((await kept(1))?.leftAtMs).toBe(MONDAY_MS);
    await sent.sweep(MONDAY_MS + 44 * DAY_MS);
    expect(await kept(1)).toBeDefined();
    await sent.sweep(MONDAY_MS + 46 * DAY_MS);
    expect(await kept(1)).toBeUndefined();
  });

  it('[S-11] is resent again, though a clock was years ahead when a device got as much as it may', async () => {
    const numbers = Array.from({ length: limits.MAX_RESENDS_PER_HOUR + 1 }, (_, at) => at + 1);
    for (const counter of numbers) await keeps(counter, MONDAY_MS);
    const answered: number[] = [];
    let now = MONDAY_MS + 44 * DAY_MS;
    const outbox = {
      resends: () => false,
      addFor: (_tx: unknown, _room: unknown, _to: unknown, body: { readonly counter: number }) =>
        answered.push(body.counter),
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of it here
    const some = outbox as unknown as Outbox;
    const answers = new Answers({
      sent,
      outbox: some,
      groups: { has: () => true },
      clock: { now: () => now },
    });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    const room = { roomId: ROOM, open: true } as unknown as Conversation;
    const asks = (counters: readonly number[]) =>
      ledger.transact((tx) =>
        answers.asked(tx, room, bob, { type: 'resend-request', messageIds: [], counters }),
      );
    await asks(numbers);
    expect(answered).toEqual(numbers.slice(0, -1));
    now = MONDAY_MS;
    await asks(numbers.slice(-1));
    expect(answered).toEqual(numbers);
  });
});
