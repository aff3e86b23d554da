import { beforeEach, describe, expect, it } from 'vitest';

import { VerificationError } from '../../src/bytes/index.ts';
import {
  ASK_AT_ONCE,
  Bundles,
  type BundlesDependencies,
  type Recipient,
} from '../../src/messenger/devices/bundles.ts';
import { nameOfDevice } from '../../src/messenger/devices/device-name.ts';
import { DeviceListsUnavailable } from '../../src/messenger/devices/list-chain.ts';
import { PrekeysMissing } from '../../src/messenger/devices/missing-prekeys.ts';
import type { Due } from '../../src/messenger/devices/pairs.ts';
import { Backoff } from '../../src/messenger/kernel/backoff.ts';
import { Lane, type LaneDependencies } from '../../src/messenger/outbox/lane.ts';
import { ApiError } from '../../src/messenger/ports/api.ts';
import { deviceId, limits, uuid, type DevicePublic } from '../../src/protocol/index.ts';
import { watchedCrypto } from '../protocol/ledger.ts';
import { bundleOf, MONDAY_MS, settledPerson, type Person } from '../protocol/people.ts';
import { openedVault } from './world/opened-vault.ts';

/** What the service says when it is asked for a device's prekeys. */
type Says =
  | 'found'
  | 'not-found'
  | 'rate-limited'
  | 'throttled'
  | 'forbidden'
  | 'network'
  | 'what does not hold';

const to = (whom: Person, writtenAtMs: number | null = MONDAY_MS): Recipient => ({
  device: whom.certified,
  writtenAtMs,
});
/** As many devices of theirs. */
const devicesOf = ({ certified }: Person, count: number): readonly Recipient[] =>
  Array.from({ length: count }, (_, at) => ({
    device: { ...certified, deviceId: deviceId(new Uint8Array(16).fill(at + 1)) },
    writtenAtMs: MONDAY_MS,
  }));
const nothing = async () => undefined;

describe('[PK-7] the prekeys of who is to read a message', () => {
  let now: number;
  let alice: Person;
  let carol: Person;
  let eve: Person;
  let bob: Person;
  let says: Map<Person, Says>;
  let due: Map<Person, Due>;
  /** How many sessions there were with any of them. */
  let generation: number;
  let lists: Says;
  /** Devices in the order in which they were asked for. */
  let asked: Person[];
  /** Accounts whose lists were asked for. */
  let refreshed: string[];
  let bundles: Bundles;
  beforeEach(async () => {
    const crypto = await watchedCrypto();
    [alice, bob, carol, eve] = [
      await settledPerson(crypto),
      await settledPerson(crypto),
      await settledPerson(crypto),
      await settledPerson(crypto),
    ];
    generation = 0;
    [now, says, due, lists, asked, refreshed] = [MONDAY_MS, new Map(), new Map(), 'found', [], []];
    const byId = (id: string) =>
      [bob, carol, eve].find(({ certified }) => uuid(certified.deviceId) === id) ?? bob;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    bundles = new Bundles({
      crypto,
      device: alice.device,
      clock: { now: () => now },
      pairs: {
        due: async ({ deviceId: id }: DevicePublic) => due.get(byId(uuid(id))) ?? null,
        with: async () => ({ counters: { x25519Signed: 0, mlKemLastResort: 0 }, generation }),
      },
      lists: {
        refresh: async (account: string) => {
          refreshed.push(account);
          if (lists === 'network') throw new ApiError('network');
          if (lists === 'not-found') throw new DeviceListsUnavailable(true);
        },
      },
      login: { authorised: <T>(call: (token: string) => Promise<T>) => call('') },
      social: {
        prekeyBundle: async (_token: string, _account: string, id: string) => {
          const whose = byId(id);
          asked.push(whose);
          const said = says.get(whose) ?? 'found';
          if (said === 'found') return bundleOf(whose);
          if (said === 'what does not hold') throw new VerificationError('signature-invalid');
          if (said === 'throttled') throw new ApiError('rate-limited', 429, limits.PREKEYS_LEAST_WAIT_MS);
          throw new ApiError(said, 0, said === 'rate-limited' ? 3_600_000 : null);
        },
      },
    } as unknown as BundlesDependencies);
  });

  const needSessions = (...people: readonly Person[]) => {
    for (const each of people) due.set(each, 'session');
  };
  const gather = (...recipients: readonly Recipient[]) =>
    bundles.gather(
      recipients,
      recipients.map(({ device }) => device),
    );
  const failure = (...recipients: readonly Recipient[]) =>
    gather(...recipients).then(
      () => null,
      (cause: unknown) => (cause instanceof Error ? cause : new Error('no error', { cause })),
    );

  /** As a room does: asks for the lists of whom it waits for, pauses, and tries again. @returns how long that took */
  async function waits(...recipients: readonly Recipient[]): Promise<number> {
    const since = now;
    const backoff = new Backoff(250, 30_000, { bytes: () => new Uint8Array(), fraction: () => 0.5 });
    for (let round = 0; round < 50; round++) {
      const cause = await failure(...recipients);
      if (cause === null) return now - since;
      if (!(cause instanceof PrekeysMissing)) throw cause;
      await bundles.refreshLists(cause);
      now += Math.min(backoff.next(), bundles.restMs(cause));
    }
    throw new Error('waited for ever');
  }
  const beginningOf = async (whom: Person, ...all: readonly Person[]) =>
    (await gather(...all.map((each) => to(each)))).get(nameOfDevice(whom.certified));

  it('are waited for together, where several have none, and those of the others are asked for once', async () => {
    needSessions(bob, carol, eve);
    for (const each of [bob, eve]) says.set(each, 'not-found');
    expect(await failure(to(bob), to(carol), to(eve))).toMatchObject({
      accounts: new Set([bob, eve].map(({ certified }) => uuid(certified.accountId))),
    });
    expect(await waits(to(bob), to(carol), to(eve))).toBe(limits.PREKEYS_WAIT_MS);
    expect(asked.filter((each) => each === carol)).toHaveLength(1);
    expect(new Set(refreshed).size).toBe(2);
    expect(await beginningOf(bob, bob, carol, eve)).toBe('blank');
    expect(await beginningOf(eve, bob, carol, eve)).toBe('blank');
    expect(await beginningOf(carol, bob, carol, eve)).toMatchObject({ bundle: { device: carol.certified } });
  });

  it('are for one session alone', async () => {
    needSessions(carol);
    const first = await beginningOf(carol, carol);
    expect(await beginningOf(carol, carol)).toBe(first);
    generation++;
    expect(await beginningOf(carol, carol)).not.toBe(first);
    expect(asked).toHaveLength(2);
    // Carol began one herself.
    due.set(carol, null);
    expect(await beginningOf(carol, carol)).toBeUndefined();
    needSessions(carol);
    await beginningOf(carol, carol);
    expect(asked).toHaveLength(3);
    // Another room began one with what was found here.
    generation++;
    await beginningOf(carol, carol);
    expect(asked).toHaveLength(4);
  });

  it.each([
    ['a message was written long before', MONDAY_MS - 3_600_000, limits.PREKEYS_LEAST_WAIT_MS],
    ['a message was written now', MONDAY_MS, limits.PREKEYS_WAIT_MS],
  ])('are found when they come just before the end of the wait, and %s', async (_, writtenAtMs, waitMs) => {
    needSessions(bob, carol);
    says.set(bob, 'not-found');
    const since = now;
    for (const at of [0, 0.3, 0.6, 0.9]) {
      now = since + at * waitMs;
      const cause = await failure(to(bob, writtenAtMs), to(carol));
      if (!(cause instanceof PrekeysMissing)) throw cause ?? new Error('it went out');
      await bundles.refreshLists(cause);
    }
    says.set(bob, 'found');
    now = since + waitMs;
    const beginnings = await gather(to(bob, writtenAtMs), to(carol));
    expect(beginnings.get(nameOfDevice(bob.certified))).toMatchObject({ bundle: { device: bob.certified } });
  });

  it('are not kept for other keys under the same ids', async () => {
    needSessions(carol);
    await gather(to(carol));
    const { accountIdentityKey } = eve.certified;
    const device = { ...carol.certified, accountIdentityKey };
    const beginnings = await gather({ device, writtenAtMs: MONDAY_MS });
    expect([...beginnings.values()]).toMatchObject([{ bundle: { device } }]);
    expect(asked).toHaveLength(2);
  });

  it('are asked for by one question, whichever rooms wait for them', async () => {
    needSessions(bob);
    says.set(bob, 'not-found');
    await Promise.all([failure(to(bob)), failure(to(bob)), failure(to(bob))]);
    expect(asked).toHaveLength(1);
  });

  it('are missing when the service forbids to ask so often, also at the first question', async () => {
    needSessions(bob, carol);
    says.set(bob, 'rate-limited');
    expect(await failure(to(bob), to(carol))).toBeInstanceOf(PrekeysMissing);
    // Neither is it asked again at once.
    now += 1_000;
    expect(await failure(to(bob), to(carol))).toBeInstanceOf(PrekeysMissing);
    expect(asked).toEqual([bob, carol]);
    expect(await waits(to(bob), to(carol))).toBe(limits.PREKEYS_WAIT_MS - 1_000);
    expect(await beginningOf(bob, bob, carol)).toBe('blank');
    // What the service says of bob, it says of nobody else.
    expect(await beginningOf(carol, bob, carol)).toMatchObject({ bundle: { device: carol.certified } });
    says.set(bob, 'network');
    now += 3_600_000;
    expect(await failure(to(bob), to(carol))).toMatchObject({ code: 'network' });
  });

  it('[PK-7] are not missing when everybody asks the service too often for a moment', async () => {
    needSessions(bob, carol);
    says.set(bob, 'throttled');
    for (const end = now + 2 * limits.PREKEYS_WAIT_MS; now < end; now += limits.PREKEYS_LEAST_WAIT_MS) {
      expect(await failure(to(bob), to(carol))).toMatchObject({ code: 'rate-limited' });
    }
    says.set(bob, 'found');
    expect(await beginningOf(bob, bob, carol)).toMatchObject({ bundle: { device: bob.certified } });
  });

  it('[PK-7] are waited for no longer when that begins after there were none', async () => {
    needSessions(bob, carol);
    says.set(bob, 'not-found');
    expect(await failure(to(bob), to(carol))).toBeInstanceOf(PrekeysMissing);
    says.set(bob, 'throttled');
    now += 1_000;
    expect(await waits(to(bob), to(carol))).toBe(limits.PREKEYS_WAIT_MS - 1_000);
    expect(await beginningOf(bob, bob, carol)).toBe('blank');
  });

  it('are waited for where nobody else could read it, for as long as the service forbids to ask', async () => {
    needSessions(bob);
    says.set(bob, 'rate-limited');
    for (const end = now + 900_000; now < end; now += 1_000) {
      expect(await failure(to(bob))).toBeInstanceOf(PrekeysMissing);
    }
    // At the first, at the end of either wait, and after ten minutes.
    expect(asked).toHaveLength(4);
    says.set(bob, 'found');
    now += 600_000;
    expect(await beginningOf(bob, bob)).toMatchObject({ bundle: { device: bob.certified } });
  });

  it('hold up no repair when the service forbids to ask so often', async () => {
    due.set(bob, 'repair');
    says.set(bob, 'rate-limited');
    expect(await beginningOf(bob, bob, carol)).toBe('as-it-is');
  });

  it('are asked for, all of them, also when those of one do not hold', async () => {
    const many = devicesOf(carol, 2 * ASK_AT_ONCE);
    needSessions(bob);
    says.set(bob, 'what does not hold');
    expect(await failure(to(bob), ...many)).toMatchObject({ code: 'signature-invalid' });
    expect(asked).toHaveLength(1 + many.length);
  });

  it.each(['network', 'throttled', 'forbidden'] as const)(
    'are asked for in vain no more where it is not about one device (%s)',
    async (said) => {
      const many = devicesOf(carol, 2 * ASK_AT_ONCE);
      needSessions(bob);
      says.set(bob, said);
      const code = said === 'throttled' ? 'rate-limited' : said;
      expect(await failure(to(bob), ...many)).toMatchObject({ code });
      expect(asked.length).toBeLessThanOrEqual(ASK_AT_ONCE);
    },
  );

  it('are not waited for where there is a session, which waits for its repair', async () => {
    due.set(bob, 'repair');
    says.set(bob, 'not-found');
    expect(await beginningOf(bob, bob, carol)).toBe('as-it-is');
    now += 3_600_000;
    expect(await beginningOf(bob, bob, carol)).toBe('as-it-is');
  });

  it('are not waited for by what mends something', async () => {
    needSessions(bob);
    says.set(bob, 'not-found');
    const beginnings = await gather(to(bob, null));
    expect([...beginnings]).toEqual([[nameOfDevice(bob.certified), 'blank']]);
  });

  it('are waited for until the list that named the device was asked for anew, with an answer', async () => {
    needSessions(bob, carol);
    says.set(bob, 'not-found');
    lists = 'network';
    for (let times = 0; times < 3; times++) {
      const cause = await failure(to(bob), to(carol));
      if (!(cause instanceof PrekeysMissing)) throw cause ?? new Error('it went out');
      await expect(bundles.refreshLists(cause)).rejects.toMatchObject({ code: 'network' });
      now += limits.PREKEYS_WAIT_MS;
    }
    lists = 'not-found';
    expect(await waits(to(bob), to(carol))).toBe(0);
    expect(await beginningOf(bob, bob, carol)).toBe('blank');
  });

  it('are waited for on and on where nobody else could read it, and no longer where somebody could', async () => {
    const own = { ...to(bob), device: { ...bob.certified, accountId: alice.certified.accountId } };
    needSessions(bob);
    says.set(bob, 'not-found');
    const other = { ...carol.certified, accountId: alice.certified.accountId };
    await expect(bundles.gather([own], [own.device])).rejects.toBeInstanceOf(PrekeysMissing);
    await expect(waits(own)).rejects.toThrow('waited for ever');
    // What is for that device alone becomes a blank, too: in the own room others wait behind it.
    const beginnings = await bundles.gather([own], [own.device, other]);
    expect([...beginnings.values()]).toEqual(['blank']);
    // Own devices are nobody else.
    needSessions(carol);
    says.set(carol, 'not-found');
    const missing = await failure(own, to(carol));
    expect(missing).toMatchObject({ waiting: [{ device: { deviceId: carol.certified.deviceId } }] });
  });

  it('are not missing any more once the device began a session itself', async () => {
    needSessions(bob, carol);
    says.set(bob, 'not-found');
    await waits(to(bob), to(carol));
    due.set(bob, null);
    await gather(to(bob), to(carol));
    needSessions(bob);
    says.set(bob, 'found');
    expect(await beginningOf(bob, bob, carol)).toMatchObject({ bundle: { device: bob.certified } });
  });
});

describe('[PK-7] a room that waits for prekeys', () => {
  it('pauses no longer than to the end of the wait', async () => {
    const { ledger } = await openedVault();
    const room = '00000000-0000-4000-8000-000000000001';
    const rows = [{ seq: 1, roomId: room, envelope: null }];
    const rests = [100, 60_000, 0];
    const lane = new Lane(
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
      {
        ledger,
        outbox: { next: () => rows },
        conversations: { get: () => ({ open: true }) },
        directory: { refresh: nothing },
        maker: {
          prepare: async () => {
            throw new PrekeysMissing([]);
          },
        },
        bundles: { refreshLists: nothing, restMs: () => rests.shift() ?? 0 },
        alarms: { failed: nothing },
        listAlarms: { hold: nothing },
        logAlarms: { hold: nothing },
        trust: { holds: () => false },
        random: { fraction: () => 1 },
        maxFrameBytes: () => 65_536,
      } as unknown as LaneDependencies,
      room,
    );
    for (const ms of [100, 500, 0]) expect(await lane.run()).toEqual({ ms, isOwn: true });
  });
});
