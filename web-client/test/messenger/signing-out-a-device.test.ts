import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { links, twoDevices } from './world/linking.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const isRemoved = (device: Someone) =>
  device.sees('that it was removed', ({ phase }) => phase.at === 'removed');

describe('[D-11] signing out a device', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [laptop, phone] = await twoDevices(world);
  });
  afterEach(() => world.end());

  const devices = () => world.social.devices(laptop.accountId).devices;
  const logins = (device: Someone) =>
    [...world.auth.logins.values()].filter(({ deviceId, ended }) => deviceId === device.deviceId && !ended);

  it('shows the devices of the list, with what their logins say', async () => {
    const [own, other] = await laptop.does('listDevices', {});
    expect(own).toMatchObject({ current: true, name: 'Firefox on Linux', deviceId: laptop.deviceId });
    expect(other).toMatchObject({ current: false, name: 'Chrome on Android', deviceId: phone.deviceId });
    expect(other?.lastUsedAtMs).not.toBeNull();
    await phone.does('signOut', { erase: false });
    expect((await laptop.does('listDevices', {}))[1]).toMatchObject({
      name: 'Chrome on Android',
      lastUsedAtMs: null,
    });
  });

  it('takes it off the list, ends its login and closes it until the user erases it', async () => {
    const bob = world.someone('bob');
    await bob.signsUp();
    await laptop.befriends(bob);
    await phone.sees('bob', ({ conversations }) => conversations.length === 1);
    await laptop.does('signOutDevice', { deviceId: phone.deviceId });
    expect(devices()).toEqual([laptop.deviceId]);
    expect(logins(phone)).toEqual([]);
    await bob.writes('only for the laptop');
    await laptop.hasRead(['only for the laptop']);
    expect(world.relay.waiting(phone.deviceId)).toBe(0);
    // It was there, and needs no password to learn why.
    await isRemoved(phone);
    expect(phone.snapshot?.conversations).toEqual([]);
    await phone.crashes();
    phone.opensTheBrowser();
    await isRemoved(phone);
    expect(phone.snapshot?.phase).toEqual({ at: 'removed', username: 'alice', displayName: 'alice' });
    expect(await phone.tries('unlock', { password: PASSWORD })).toBe('vault-elsewhere');
    await phone.does('eraseRemoved', {});
    await phone.sees('the welcome', ({ phase }) => phase.at === 'welcome');
    for (const shelf of phone.disk.shelves.values()) expect(shelf.size).toBe(0);
  });

  it('closes no other account that is opened at that moment', async () => {
    const { auth } = phone.api;
    const genuine = auth.putAccount.bind(auth);
    const { deviceId } = phone;
    // Whatever is learned meanwhile has to wait.
    const slow: Partial<typeof auth> = {
      putAccount: async (...input) => {
        await laptop.does('signOutDevice', { deviceId });
        return genuine(...input);
      },
    };
    Object.assign(auth, slow);
    await phone.does('signUp', { ...phone.form(), username: 'carol' });
    expect(await phone.tries('lostOrStolen', { password: 'wrong horse battery' })).toBe('wrong-password');
    await phone.sees('carol', ({ phase }) => phase.at === 'ready' && phase.me.username === 'carol');
  });

  it('is learned at once while its login lasts', async () => {
    // Nobody ends the login: the crash comes between the two.
    laptop.fault = (call) => (call === 'loginSessions' ? 'before' : null);
    expect(await laptop.tries('signOutDevice', { deviceId: phone.deviceId })).toBe('network');
    await isRemoved(phone);
    expect(await phone.tries('signIn', { username: 'alice', password: PASSWORD })).toBe('vault-elsewhere');
  });

  it('is learned with the next connection by a device that was off', async () => {
    await phone.crashes();
    laptop.fault = (call) => (call === 'loginSessions' ? 'before' : null);
    await laptop.tries('signOutDevice', { deviceId: phone.deviceId });
    phone.opensTheBrowser();
    await phone.does('unlock', { password: PASSWORD });
    await isRemoved(phone);
  });

  for (const { cut, call } of [
    { cut: 'before the list was put', call: 'putDeviceList' },
    { cut: 'between list and login', call: 'loginSessions' },
    { cut: 'before the login was ended', call: 'endLoginSession' },
  ]) {
    for (const fault of ['before', 'after'] as const) {
      it(`goes on after a crash ${cut} (${fault})`, async () => {
        laptop.fault = (each) => (each === call ? fault : null);
        expect(await laptop.tries('signOutDevice', { deviceId: phone.deviceId })).toBe('network');
        await laptop.crashes();
        laptop.fault = () => null;
        await laptop.unlocks();
        await eventually('the phone is out', async () =>
          devices().length === 1 && logins(phone).length === 0 ? true : undefined,
        );
      });
    }
  }

  it('is not for the device itself, which signs out another way', async () => {
    expect(await laptop.tries('signOutDevice', { deviceId: laptop.deviceId })).toBe('validation-failed');
    expect(devices()).toHaveLength(2);
  });

  it('may be asked for twice, and by both at once', async () => {
    await laptop.does('signOutDevice', { deviceId: phone.deviceId });
    await laptop.does('signOutDevice', { deviceId: phone.deviceId });
    expect(devices()).toEqual([laptop.deviceId]);
  });

  it('[D-11] is for one only when both sign each other out: who was slower is told, and takes nobody off', async () => {
    const tablet = world.someone('alice', 'tablet');
    await links(laptop, tablet);
    const said = await Promise.all([
      laptop.tries('signOutDevice', { deviceId: phone.deviceId }),
      phone.tries('signOutDevice', { deviceId: laptop.deviceId }),
    ]);
    expect(said.toSorted()).toEqual(['ok', 'signed-out']);
    expect(devices()).toHaveLength(2);
    expect(devices()).toContain(tablet.deviceId);
    await isRemoved(said[0] === 'ok' ? phone : laptop);
  });

  it('[D-11] is over, and nothing is broken, for one that was taken off before it came to it', async () => {
    laptop.fault = (call) => (call === 'putDeviceList' ? 'before' : null);
    expect(await laptop.tries('signOutDevice', { deviceId: phone.deviceId })).toBe('network');
    await laptop.crashes();
    // Its login lasts, so that it comes to what it had begun.
    phone.fault = (call) => (call === 'loginSessions' ? 'before' : null);
    expect(await phone.tries('signOutDevice', { deviceId: laptop.deviceId })).toBe('network');
    laptop.fault = () => null;
    const seen: string[] = [];
    laptop.opensTheBrowser();
    await laptop.does('unlock', { password: PASSWORD });
    await laptop.sees('that it was removed', ({ phase }) => {
      seen.push(phase.at);
      return phase.at === 'removed';
    });
    expect(seen).not.toContain('broken');
    expect(devices()).toEqual([phone.deviceId]);
  });
});

describe('a server that would lock a device out', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('[D-11] [I-6] cannot by showing the lists from before it joined', async () => {
    const [laptop, phone] = await twoDevices(world);
    world.social.shows = (_reader, _account, genuine) => genuine.slice(0, 1);
    world.relay.drop(phone.deviceId, 3);
    await phone.sees('that it is signed out', ({ connection }) => connection.state === 'signed-out');
    expect(phone.snapshot?.phase.at).toBe('ready');
    expect(world.social.devices(laptop.accountId).devices).toHaveLength(2);
  });

  it('[D-11] cannot by refusing its login and its socket', async () => {
    const [, phone] = await twoDevices(world);
    for (const login of world.auth.logins.values())
      if (login.deviceId === phone.deviceId) world.auth.end(login);
    await phone.sees('that it is signed out', ({ connection }) => connection.state === 'signed-out');
    await phone.crashes();
    phone.opensTheBrowser();
    await phone.sees('the lock', ({ phase }) => phase.at === 'locked');
  });
});
