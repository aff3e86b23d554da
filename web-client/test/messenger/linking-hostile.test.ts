import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  accountId,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  deviceId,
  freshId,
  fromUuid,
  headOf,
  signDeviceList,
  signPlace,
  verifyDeviceList,
} from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { comparing, fails, laptopAndPhone, twoDevices, typed } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('a hostile service while linking', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [laptop, phone] = await laptopAndPhone(world);
  });
  afterEach(() => world.end());

  const isAlone = () =>
    eventually(
      'the laptop is alone on the list',
      async () => world.social.devices(laptop.accountId).devices.length === 1 || undefined,
    );

  it('[D-2] brings nobody of another account together', async () => {
    const bob = world.someone('bob');
    await bob.signsUp();
    const { code } = await laptop.does('openLinking', {});
    const stranger = world.someone('bob', 'tablet');
    expect(await stranger.tries('joinAccount', typed(stranger, code))).toBe('linking-ended');
    await fails(stranger, 'expired');
    expect(laptop.snapshot?.linking).toMatchObject({ at: 'code' });
  });

  it('[D-6] that says it took the list and did not is noticed', async () => {
    const genuine = world.social.lists.get(laptop.accountId) ?? [];
    world.social.shows = (reader, account, lists) => (account === reader ? genuine : lists);
    const { joined } = await comparing(laptop, phone);
    for (const device of [laptop, phone]) await device.does('confirmLinking', { same: true });
    expect(await joined).toBe('ok');
    await fails(laptop, 'cancelled');
    await phone.closesTheBrowser();
    // The phone begins with the list that names it: without that one it is signed out at most, and not let down.
    await phone.unlocks();
    expect(await phone.tries('listDevices', {})).toBe('unverified');
    expect(phone.snapshot?.phase.at).toBe('ready');
  });

  it('[D-6] that makes up prekeys for a phone that never took the account is noticed', async () => {
    const { prekeys } = world.social;
    const genuine = prekeys.bundle.bind(prekeys);
    prekeys.bundle = (device) => genuine(device === laptop.deviceId ? device : laptop.deviceId);
    await comparing(laptop, phone);
    await phone.crashes();
    // The service says that the phone has ended the meeting.
    laptop.fault = (call) => {
      if (call === 'linkMessage' && world.social.devices(laptop.accountId).devices.length === 2)
        world.social.links.forget(laptop.accountId);
      return null;
    };
    await laptop.does('confirmLinking', { same: true });
    await fails(laptop, 'cancelled');
    await isAlone();
    await laptop.sees('that no history moves', ({ history }) => history === null);
  });

  it('[I-6] that shows the laptop another list of its account gets no code', async () => {
    const bob = world.someone('bob');
    await bob.signsUp();
    world.social.shows = () => world.social.lists.get(bob.accountId) ?? [];
    expect(await laptop.tries('openLinking', {})).toBe('linking-ended');
    await fails(laptop, 'not-genuine');
  });
});

describe('a hostile service and a linked device', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('[D-11] [I-5] cannot lock it out with a list of its own', async () => {
    const [laptop, phone] = await twoDevices(world);
    const { crypto, nowMs } = world;
    const account = accountId(fromUuid(laptop.accountId));
    const genuine = world.social.lists.get(laptop.accountId) ?? [];
    const newest = await verifyDeviceList(crypto, account, genuine.at(-1) ?? new Uint8Array());
    const { identity } = await createAccountIdentity(crypto);
    const owner = {
      accountId: account,
      accountIdentityKey: identity.publicKey,
      deviceId: deviceId(freshId(crypto)),
    };
    const { device } = await createDevice(crypto, owner);
    const place = await signPlace(crypto, device, nowMs);
    const reset = buildDeviceList({
      accountId: account,
      identityKey: identity.publicKey,
      previous: headOf(newest),
      devices: [place],
      nowMs,
      identityReset: true,
    });
    world.social.lists.set(laptop.accountId, [
      ...genuine,
      await signDeviceList(crypto, identity, reset, [place]),
    ]);
    world.relay.drop(phone.deviceId, 8);
    await eventually('it has asked', async () => phone.snapshot?.connection.state === 'offline' || undefined);
    expect(await phone.tries('listDevices', {})).toBe('unverified');
    expect(phone.snapshot?.phase.at).toBe('ready');
  });
});
