import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { comparing, isAt, laptopAndPhone, links, twoDevices } from './world/linking.ts';
import { World } from './world/world.ts';

describe('linking a device', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('[D-5] [D-6] lets alice’s phone into her account when both show the same numbers', async () => {
    const [laptop, phone] = await laptopAndPhone(world);
    const { joined, here, there } = await comparing(laptop, phone);
    expect(here.digits).toMatch(/^\d{6}$/);
    expect(there.digits).toBe(here.digits);
    expect(here).toMatchObject({ role: 'existing', name: 'Chrome on Android', userAgent: phone.userAgent });
    expect(there).toMatchObject({ role: 'new', name: 'alice', userAgent: laptop.userAgent });
    await laptop.does('confirmLinking', { same: true });
    await phone.does('confirmLinking', { same: true });
    expect(await joined).toBe('ok');
    expect(await isAt(laptop, 'done')).toEqual({ role: 'existing', at: 'done', name: 'Chrome on Android' });
    await phone.sees('online', ({ connection }) => connection.state === 'online');
    expect(phone.snapshot?.linking).toBeNull();
    expect(phone.snapshot?.phase).toMatchObject({
      at: 'ready',
      me: { username: 'alice', firstName: 'alice' },
    });
    expect(world.social.devices(laptop.accountId).devices).toHaveLength(2);
    await laptop.does('dismissLinking', {});
    await laptop.sees('nothing of it', ({ linking }) => linking === null);
  });

  it('opens on the phone with the same password, later and without a network', async () => {
    const [laptop, phone] = await laptopAndPhone(world);
    await links(laptop, phone);
    await phone.crashes();
    await phone.unlocks();
    expect(phone.snapshot?.phase).toMatchObject({ at: 'ready', me: { username: 'alice' } });
  });
});

const FIREFOX_ON_WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';

describe('two devices that are linked', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('let a third one in, from either of them', async () => {
    const [laptop, phone] = await twoDevices(world);
    const tablet = world.someone('alice', 'tablet');
    await links(phone, tablet);
    expect(await laptop.does('listDevices', {})).toHaveLength(3);
    expect(await tablet.does('listDevices', {})).toHaveLength(3);
  });

  it('keep the name that one told the other, whatever the service calls it later', async () => {
    const [laptop, phone] = await twoDevices(world);
    const names = async () =>
      new Map((await laptop.does('listDevices', {})).map((each) => [each.deviceId, each.name]));
    const told = (await names()).get(phone.deviceId);
    expect(told).not.toBe('');
    const { auth } = laptop.api;
    const honest = auth.loginSessions.bind(auth);
    auth.loginSessions = async (token) =>
      (await honest(token)).map((login) => ({ ...login, userAgent: FIREFOX_ON_WINDOWS }));
    expect((await names()).get(phone.deviceId)).toBe(told);
  });
});
