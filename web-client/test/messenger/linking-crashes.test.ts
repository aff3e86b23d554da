import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { GRACE_MS } from '../../src/messenger/linking/admission.ts';
import { eventually } from './world/eventually.ts';
import { cutStore } from './world/failing-store.ts';
import { comparing, fails, isAt, laptopAndPhone, links, typed } from './world/linking.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** The ten minutes of a linking, and more than the one that the new device has for storing what it got. */
const LINKING_OVER_MS = 11.5 * 60_000;

describe('[D-6] a crash while linking', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [laptop, phone] = await laptopAndPhone(world);
  });
  afterEach(() => world.end());

  const devices = () => world.social.devices(laptop.accountId).devices;
  const hasDevices = (count: number) =>
    eventually(`${count} devices`, async () => devices().length === count || undefined);
  /** The time of the linking runs out, and then the minute that the laptop gives the phone for storing what it got. */
  const timeRunsOut = async (): Promise<void> => {
    world.nowMs += LINKING_OVER_MS;
    await eventually('the minute is given, or not needed', async () => {
      const { at = '' } = laptop.snapshot?.linking ?? {};
      return ['done', 'failed'].includes(at) || world.timers.isWaitedFor(GRACE_MS) || undefined;
    });
    world.nowMs += GRACE_MS + 1;
  };

  const credentials = { username: 'alice', password: PASSWORD };

  /** What the services have once they did it. */
  const isDone = {
    putDeviceList: () => devices().length === 2,
    putLinkMessage: () => world.social.links.meetings.get(laptop.accountId)?.messages.has(4),
  };

  /** Both confirm, and the laptop stops for good at that call. */
  async function laptopStopsAt(
    call: keyof typeof isDone,
    fault: 'before' | 'after',
  ): Promise<{ joined: Promise<string> }> {
    const { joined } = await comparing(laptop, phone);
    let reached = false;
    laptop.fault = (each) => {
      reached ||= each === call;
      return reached ? fault : null;
    };
    await laptop.does('confirmLinking', { same: true });
    await eventually('it has got that far', async () => reached || undefined);
    // What is done and not answered is done before it stops.
    if (fault === 'after') await eventually('it is done', async () => isDone[call]() || undefined);
    await laptop.crashes();
    laptop.fault = () => null;
    return { joined };
  }

  for (const { at, call, fault } of [
    { at: 'before the list is put', call: 'putDeviceList', fault: 'before' },
    { at: 'when the list was put', call: 'putDeviceList', fault: 'after' },
    { at: 'before the account is handed over', call: 'putLinkMessage', fault: 'before' },
  ] as const) {
    it(`of the laptop, ${at}: the phone is not on the list in the end`, async () => {
      const { joined } = await laptopStopsAt(call, fault);
      await phone.does('confirmLinking', { same: true });
      await isAt(phone, 'finishing');
      world.nowMs += LINKING_OVER_MS;
      await fails(phone, 'expired');
      expect(await joined).toBe('linking-ended');
      await laptop.unlocks();
      await hasDevices(1);
      for (const shelf of phone.disk.shelves.values()) expect(shelf.size).toBe(0);
      await links(laptop, phone);
      expect(devices()).toHaveLength(2);
    });
  }

  it('of the laptop, when the account was handed over: the phone stands', async () => {
    const { joined } = await laptopStopsAt('putLinkMessage', 'after');
    await phone.does('confirmLinking', { same: true });
    expect(await joined).toBe('ok');
    await laptop.unlocks();
    world.nowMs += LINKING_OVER_MS;
    await laptop.sees('online', ({ connection }) => connection.state === 'online');
    expect(await laptop.does('listDevices', {})).toHaveLength(2);
    await phone.sees('that it is in', ({ phase }) => phase.at === 'ready');
  });

  it('of the laptop that comes back soon: it waits for the phone until its time is over', async () => {
    await laptopStopsAt('putLinkMessage', 'before');
    await laptop.unlocks();
    expect(devices()).toHaveLength(2);
    world.nowMs += LINKING_OVER_MS;
    await hasDevices(1);
  });

  it('of the laptop while the code is shown leaves nothing', async () => {
    const { code } = await laptop.does('openLinking', {});
    laptop.fault = () => 'before';
    await laptop.crashes();
    laptop.fault = () => null;
    const joined = phone.tries('joinAccount', typed(phone, code));
    await isAt(phone, 'waiting');
    world.nowMs += LINKING_OVER_MS;
    expect(await joined).toBe('linking-ended');
    await laptop.unlocks();
    expect(devices()).toHaveLength(1);
  });

  for (let at = 1; at <= 12; at++) {
    for (const after of [false, true]) {
      it(`of the phone at its commit ${at} (${after ? 'done' : 'not done'}): it is in, or it is not on the list`, async () => {
        let happened = false;
        phone.wrapStore = (store) =>
          cutStore(store, {
            at,
            after,
            happened: () => {
              happened = true;
              phone.fault = () => 'before';
            },
          });
        const { joined } = await comparing(laptop, phone);
        await laptop.does('confirmLinking', { same: true });
        await phone.does('confirmLinking', { same: true });
        await Promise.race([joined, eventually('the cut', async () => happened || undefined).catch(() => 0)]);
        await phone.crashes();
        phone.wrapStore = (store) => store;
        phone.fault = () => null;
        await timeRunsOut();
        await laptop.sees('the end', ({ linking }) => linking?.at === 'done' || linking?.at === 'failed');
        phone.opensTheBrowser();
        const { phase } = await phone.sees('a door', (s) => s.phase.at !== 'starting');
        const outcome =
          phase.at === 'locked'
            ? await phone.tries('unlock', { password: PASSWORD })
            : await phone.tries('signIn', credentials);
        expect(['ok', 'vault-elsewhere']).toContain(outcome);
        await hasDevices(outcome === 'ok' ? 2 : 1);
        if (outcome === 'ok') await phone.sees('online', ({ connection }) => connection.state === 'online');
        else for (const shelf of phone.disk.shelves.values()) expect(shelf.size).toBe(0);
      });
    }
  }

  it('of the phone before it has published anything: it goes on by signing in, if it is soon enough', async () => {
    let reached = false;
    phone.fault = (call) => {
      reached ||= call === 'putPrekeys';
      return reached ? 'before' : null;
    };
    const { joined } = await comparing(laptop, phone);
    await laptop.does('confirmLinking', { same: true });
    await phone.does('confirmLinking', { same: true });
    await eventually('it has stored the account', async () => reached || undefined);
    await phone.crashes();
    expect(await joined).toBe('linking-ended');
    phone.fault = () => null;
    await phone.does('signIn', credentials);
    await timeRunsOut();
    await isAt(laptop, 'done');
    expect(devices()).toHaveLength(2);
  });

  it('of the phone for too long: it was taken off the list again, and keeps nothing', async () => {
    let reached = false;
    phone.fault = (call) => {
      reached ||= call === 'putPrekeys';
      return reached ? 'before' : null;
    };
    await comparing(laptop, phone);
    await laptop.does('confirmLinking', { same: true });
    await phone.does('confirmLinking', { same: true });
    await eventually('it has stored the account', async () => reached || undefined);
    await phone.crashes();
    phone.fault = () => null;
    await timeRunsOut();
    await isAt(laptop, 'failed');
    await hasDevices(1);
    expect(await phone.tries('signIn', credentials)).toBe('vault-elsewhere');
    for (const shelf of phone.disk.shelves.values()) expect(shelf.size).toBe(0);
  });
});
