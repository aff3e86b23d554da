import { beforeEach, describe, expect, it } from 'vitest';

import type { Conversations } from '../../src/messenger/conversations/conversations.ts';
import type { Conversation } from '../../src/messenger/conversations/records.ts';
import type { Outbox } from '../../src/messenger/outbox/outbox.ts';
import type { OutgoingBody, Target } from '../../src/messenger/outbox/records.ts';
import { Answers } from '../../src/messenger/repair/answers.ts';
import type { Places } from '../../src/messenger/repair/places.ts';
import { REPAIRS, type Repair } from '../../src/messenger/repair/records.ts';
import { Requests } from '../../src/messenger/repair/requests.ts';
import { SentContents } from '../../src/messenger/repair/sent-contents.ts';
import type { Collection } from '../../src/messenger/vault/collection.ts';
import type { Ledger } from '../../src/messenger/vault/ledger.ts';
import { limits, uuid, type DevicePublic } from '../../src/protocol/index.ts';
import { MONDAY_MS, person } from '../protocol/people.ts';
import { eventually } from './world/eventually.ts';
import { openedVault } from './world/opened-vault.ts';

const DAY_MS = 86_400_000;
const ROOM = '00000000-0000-4000-8000-000000000001';
/** A friend who lists a device with the id of Bob's. */
const LIAR = '00000000-0000-4000-8000-000000000002';
const BOB = '00000000-0000-4000-8000-000000000003';
const DEVICE = '00000000-0000-4000-8000-000000000004';
const from = (accountId: string) => ({ roomId: ROOM, accountId, deviceId: DEVICE });

/** Repairs as earlier clients named them. */
const FORMER: Collection<Omit<Repair, 'namedByDevice'>> = { store: 'repairs', hideNames: true, version: 1 };

describe('What one device may be asked for [C-13] [I-2]', () => {
  let ledger: Ledger;
  let requests: Requests;
  let now: number;
  let open: boolean;
  let asked: string[];
  let givenUp: number;
  let timer: (() => void) | null;
  beforeEach(async () => {
    ({ ledger } = await openedVault());
    [now, open, asked, givenUp, timer] = [MONDAY_MS, true, [], 0, null];
    // oxlint-disable typescript/no-unsafe-type-assertion -- no more is asked of them here
    requests = new Requests({
      ledger,
      conversations: { row: () => ({ open }) } as unknown as Conversations,
      outbox: {
        addFor: (_tx: unknown, _room: unknown, { accountId }: Target) => asked.push(accountId),
      } as unknown as Outbox,
      places: { giveUp: async () => void givenUp++ } as unknown as Places,
      trust: { holds: () => false },
      clock: { now: () => now },
      timers: {
        after: (_ms, run) => {
          timer = run;
          return () => (timer = null);
        },
      },
      broken: (cause) => {
        throw cause;
      },
    });
    // oxlint-enable typescript/no-unsafe-type-assertion
  });

  const want = (accountId: string, ...counters: readonly number[]) =>
    ledger.transact((tx) => counters.map((counter) => requests.want(tx, from(accountId), { counter })));

  /** The timer that runs goes off, and what it begins is done. */
  async function later(ms: number): Promise<void> {
    now += ms;
    const goesOff = await eventually('something is planned', async () => timer ?? undefined);
    goesOff();
    await ledger.transact(() => undefined);
  }

  it('is not used up by a device of the same id, and each is asked for its own', async () => {
    await want(LIAR, ...Array.from({ length: 300 }, (_, at) => at + 1));
    expect(await want(BOB, 1)).toEqual([true]);
    requests.drained();
    await later(DAY_MS);
    expect([...new Set(asked)]).toEqual([LIAR, BOB]);
    await ledger.transact((tx) => requests.settled(tx, from(BOB), { counter: 1 }));
    expect((await ledger.readAll(REPAIRS)).map(({ accountId }) => accountId)).not.toContain(BOB);
  });

  it('waits while its room is closed, and is given up after 45 days', async () => {
    open = false;
    await want(BOB, 1);
    requests.drained();
    for (let day = 0; day < 44; day++) await later(DAY_MS);
    expect([asked.length, givenUp]).toEqual([0, 0]);
    await later(2 * DAY_MS);
    expect([asked.length, givenUp]).toEqual([0, 1]);
    expect(await ledger.readAll(REPAIRS)).toEqual([]);
  });

  it('[PK-7] is not used up in vain, and is given up 45 days after it was to be asked first', async () => {
    await want(BOB, 1);
    requests.drained();
    for (let day = 0; day < 45; day++) {
      await later(DAY_MS);
      const request = { type: 'resend-request', wireIds: [], counters: [1] } as const;
      await ledger.transact((tx) => requests.inVain(tx, from(BOB), request));
    }
    expect([asked.length, givenUp]).toEqual([45, 0]);
    await later(2 * DAY_MS);
    expect([asked.length, givenUp]).toEqual([45, 1]);
  });

  it('[C-13] leaves room for messages, when what is asked for silently is much', async () => {
    await ledger.transact((tx) => {
      for (let id = 0; id < 300; id++) requests.wantSilently(tx, from(BOB), `id ${id}`);
    });
    expect(await ledger.readAll(REPAIRS)).toHaveLength(limits.MAX_SILENT_ASKS_PER_DEVICE);
    expect(await want(BOB, 1)).toEqual([true]);
  });

  it('[C-13] asks for nothing silent where it asks for as many messages', async () => {
    await want(BOB, ...Array.from({ length: limits.MAX_SILENT_ASKS_PER_DEVICE }, (_, at) => at + 1));
    await ledger.transact((tx) => requests.wantSilently(tx, from(BOB), 'one'));
    await ledger.transact((tx) => requests.wantSilently(tx, from(LIAR), 'of another device'));
    expect(await ledger.readAll(REPAIRS)).toHaveLength(limits.MAX_SILENT_ASKS_PER_DEVICE + 1);
  });

  it('[V-10] is known under the name of earlier clients too, and leaves nothing behind', async () => {
    const former = { ...from(BOB), wanted: { counter: 1 }, asked: 0, firstAskedAtMs: now, dueAtMs: now };
    await ledger.transact((tx) => tx.put(FORMER, `${ROOM} ${DEVICE} #1`, former));
    await requests.load();
    await ledger.transact((tx) => requests.settled(tx, from(LIAR), { counter: 1 }));
    expect(await ledger.readAll(REPAIRS)).toHaveLength(1);
    await want(BOB, 1);
    expect(await ledger.readAll(REPAIRS)).toHaveLength(1);
    await ledger.transact((tx) => requests.settled(tx, from(BOB), { counter: 1 }));
    expect(await ledger.readAll(REPAIRS)).toEqual([]);
  });
});

describe('What one device may have again [C-14] [I-2]', () => {
  let ledger: Ledger;
  let sent: SentContents;
  let answers: Answers;
  let bob: DevicePublic;
  let liar: DevicePublic;
  const answered: string[] = [];
  beforeEach(async () => {
    const { crypto, ledger: opened } = await openedVault();
    ledger = opened;
    bob = (await person(crypto)).certified;
    liar = (await person(crypto, bob.deviceId)).certified;
    answered.length = 0;
    // oxlint-disable typescript/no-unsafe-type-assertion -- no more is asked of them here
    sent = new SentContents({ crypto, ledger, conversations: {} as unknown as Conversations });
    const outbox = {
      resends: () => false,
      addFor: (_tx: unknown, _room: unknown, to: Target, body: OutgoingBody & { type: 'resent' }) =>
        answered.push(`${to.accountId === uuid(bob.accountId) ? 'bob' : 'liar'} ${body.counter}`),
    } as unknown as Outbox;
    // oxlint-enable typescript/no-unsafe-type-assertion
    answers = new Answers({ sent, outbox, groups: { has: () => true }, clock: { now: () => MONDAY_MS } });
  });

  const keeps = (counter: number, recipients: readonly DevicePublic[]) =>
    ledger.transact((tx) => {
      const bytes = new Uint8Array();
      const content = { roomId: ROOM, counter, wireId: '', envelopeId: '', body: bytes, secret: bytes };
      return sent.keep(tx, { ...content, leftAtMs: MONDAY_MS }, recipients);
    });
  const asks = (who: DevicePublic, ...counters: readonly number[]) =>
    ledger.transact((tx) =>
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of it here
      answers.asked(tx, { roomId: ROOM, open: true } as unknown as Conversation, who, {
        type: 'resend-request',
        messageIds: [],
        counters,
      }),
    );

  it('is not used up by a device of the same id', async () => {
    await keeps(1, [bob, liar]);
    for (let time = 0; time < limits.MAX_RESENDS + 1; time++) await asks(liar, 1);
    await asks(bob, 1);
    expect(answered).toEqual(['liar 1', 'liar 1', 'liar 1', 'bob 1']);
  });

  it('[PK-7] is not used up by answers that could not be sealed for it', async () => {
    await keeps(1, [bob]);
    const target = { accountId: uuid(bob.accountId), deviceId: uuid(bob.deviceId) };
    for (let time = 0; time < limits.MAX_RESENDS_PER_HOUR + 1; time++) {
      await asks(bob, 1);
      await ledger.transact((tx) => answers.inVain(tx, ROOM, 1, target));
    }
    for (let time = 0; time < limits.MAX_RESENDS + 1; time++) await asks(bob, 1);
    expect(answered).toHaveLength(limits.MAX_RESENDS_PER_HOUR + 1 + limits.MAX_RESENDS);
  });

  it('nor is what it may have within an hour', async () => {
    const numbers = Array.from({ length: limits.MAX_RESENDS_PER_HOUR + 1 }, (_, at) => at + 1);
    for (const counter of numbers) await keeps(counter, [liar, bob]);
    await asks(liar, ...numbers);
    await asks(bob, 1);
    expect(answered).toHaveLength(limits.MAX_RESENDS_PER_HOUR + 1);
    expect(answered.at(-1)).toBe('bob 1');
  });
});
