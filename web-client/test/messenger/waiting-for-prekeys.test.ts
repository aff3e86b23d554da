import { beforeEach, describe, expect, it } from 'vitest';

import { nameOfDevice } from '../../src/messenger/devices/device-name.ts';
import { PrekeysMissing } from '../../src/messenger/devices/missing-prekeys.ts';
import { Lane, type LaneDependencies } from '../../src/messenger/outbox/lane.ts';
import { limits, uuid } from '../../src/protocol/index.ts';
import { MONDAY_MS, type Person } from '../protocol/people.ts';
import { openedVault } from './world/opened-vault.ts';
import { PrekeyDesk, to } from './desks/prekey-desk.ts';

const nothing = async () => undefined;

describe('[PK-7] the prekeys of who is to read a message', () => {
  let desk: PrekeyDesk;
  let alice: Person;
  let bob: Person;
  let carol: Person;
  let eve: Person;
  beforeEach(async () => {
    desk = await PrekeyDesk.open();
    ({ alice, bob, carol, eve } = desk);
  });

  it('are waited for together, where several have none, and those of the others are asked for once', async () => {
    desk.needSessions(bob, carol, eve);
    for (const each of [bob, eve]) desk.says.set(each, 'not-found');
    expect(await desk.failure(to(bob), to(carol), to(eve))).toMatchObject({
      accounts: new Set([bob, eve].map(({ certified }) => uuid(certified.accountId))),
    });
    expect(await desk.waits(to(bob), to(carol), to(eve))).toBe(limits.PREKEYS_WAIT_MS);
    expect(desk.asked.filter((each) => each === carol)).toHaveLength(1);
    expect(new Set(desk.refreshed).size).toBe(2);
    expect(await desk.beginningOf(bob, bob, carol, eve)).toBe('blank');
    expect(await desk.beginningOf(eve, bob, carol, eve)).toBe('blank');
    expect(await desk.beginningOf(carol, bob, carol, eve)).toMatchObject({
      bundle: { device: carol.certified },
    });
  });

  it.each([
    ['a message was written long before', MONDAY_MS - 3_600_000, limits.PREKEYS_LEAST_WAIT_MS],
    ['a message was written now', MONDAY_MS, limits.PREKEYS_WAIT_MS],
  ])('are found when they come just before the end of the wait, and %s', async (_, writtenAtMs, waitMs) => {
    desk.needSessions(bob, carol);
    desk.says.set(bob, 'not-found');
    const since = desk.now;
    for (const at of [0, 0.3, 0.6, 0.9]) {
      desk.now = since + at * waitMs;
      const cause = await desk.failure(to(bob, writtenAtMs), to(carol));
      if (!(cause instanceof PrekeysMissing)) throw cause ?? new Error('it went out');
      await desk.bundles.refreshLists(cause);
    }
    desk.says.set(bob, 'found');
    desk.now = since + waitMs;
    const beginnings = await desk.gather(to(bob, writtenAtMs), to(carol));
    expect(beginnings.get(nameOfDevice(bob.certified))).toMatchObject({ bundle: { device: bob.certified } });
  });

  it('[PK-7] are waited for no longer when that begins after there were none', async () => {
    desk.needSessions(bob, carol);
    desk.says.set(bob, 'not-found');
    expect(await desk.failure(to(bob), to(carol))).toBeInstanceOf(PrekeysMissing);
    desk.says.set(bob, 'throttled');
    desk.now += 1_000;
    expect(await desk.waits(to(bob), to(carol))).toBe(limits.PREKEYS_WAIT_MS - 1_000);
    expect(await desk.beginningOf(bob, bob, carol)).toBe('blank');
  });

  it('are waited for where nobody else could read it, for as long as the service forbids to ask', async () => {
    desk.needSessions(bob);
    desk.says.set(bob, 'rate-limited');
    for (const end = desk.now + 900_000; desk.now < end; desk.now += 1_000) {
      expect(await desk.failure(to(bob))).toBeInstanceOf(PrekeysMissing);
    }
    // At the first, at the end of either wait, and after ten minutes.
    expect(desk.asked).toHaveLength(4);
    desk.says.set(bob, 'found');
    desk.now += 600_000;
    expect(await desk.beginningOf(bob, bob)).toMatchObject({ bundle: { device: bob.certified } });
  });

  it('are not waited for where there is a session, which waits for its repair', async () => {
    desk.due.set(bob, 'repair');
    desk.says.set(bob, 'not-found');
    expect(await desk.beginningOf(bob, bob, carol)).toBe('as-it-is');
    desk.now += 3_600_000;
    expect(await desk.beginningOf(bob, bob, carol)).toBe('as-it-is');
  });

  it('are not waited for by what mends something', async () => {
    desk.needSessions(bob);
    desk.says.set(bob, 'not-found');
    const beginnings = await desk.gather(to(bob, null));
    expect([...beginnings]).toEqual([[nameOfDevice(bob.certified), 'blank']]);
  });

  it('are waited for until the list that named the device was asked for anew, with an answer', async () => {
    desk.needSessions(bob, carol);
    desk.says.set(bob, 'not-found');
    desk.lists = 'network';
    for (let times = 0; times < 3; times++) {
      const cause = await desk.failure(to(bob), to(carol));
      if (!(cause instanceof PrekeysMissing)) throw cause ?? new Error('it went out');
      await expect(desk.bundles.refreshLists(cause)).rejects.toMatchObject({ code: 'network' });
      desk.now += limits.PREKEYS_WAIT_MS;
    }
    desk.lists = 'not-found';
    expect(await desk.waits(to(bob), to(carol))).toBe(0);
    expect(await desk.beginningOf(bob, bob, carol)).toBe('blank');
  });

  it('are waited for on and on where nobody else could read it, and no longer where somebody could', async () => {
    const own = { ...to(bob), device: { ...bob.certified, accountId: alice.certified.accountId } };
    desk.needSessions(bob);
    desk.says.set(bob, 'not-found');
    const other = { ...carol.certified, accountId: alice.certified.accountId };
    await expect(desk.bundles.gather([own], [own.device])).rejects.toBeInstanceOf(PrekeysMissing);
    await expect(desk.waits(own)).rejects.toThrow('waited for ever');
    // What is for that device alone becomes a blank, too: in the own room others wait behind it.
    const beginnings = await desk.bundles.gather([own], [own.device, other]);
    expect([...beginnings.values()]).toEqual(['blank']);
    // Own devices are nobody else.
    desk.needSessions(carol);
    desk.says.set(carol, 'not-found');
    const missing = await desk.failure(own, to(carol));
    expect(missing).toMatchObject({ waiting: [{ device: { deviceId: carol.certified.deviceId } }] });
  });

  it('are not missing any more once the device began a session itself', async () => {
    desk.needSessions(bob, carol);
    desk.says.set(bob, 'not-found');
    await desk.waits(to(bob), to(carol));
    desk.due.set(bob, null);
    await desk.gather(to(bob), to(carol));
    desk.needSessions(bob);
    desk.says.set(bob, 'found');
    expect(await desk.beginningOf(bob, bob, carol)).toMatchObject({ bundle: { device: bob.certified } });
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
