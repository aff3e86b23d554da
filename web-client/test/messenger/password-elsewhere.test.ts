import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from './world/eventually.ts';
import { cutStore, refusingStore } from './world/failing-store.ts';
import { twoDevices } from './world/linking.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const NEXT = 'another horse battery';
const THIRD = 'a third horse battery';
const WRONG = 'wrong horse battery';

const changes = (device: Someone, current = PASSWORD, next = NEXT): Promise<void> =>
  device.does('changePassword', { current, next });
const signsIn = (device: Someone, password: string, previous?: string) =>
  device.tries('signIn', { username: 'alice', password, ...(previous === undefined ? {} : { previous }) });
const isOnline = (device: Someone) =>
  device.sees('online', ({ connection }) => connection.state === 'online');
const isToldWhy = (device: Someone) =>
  device.sees(
    'why',
    ({ connection }) => connection.state === 'signed-out' && connection.reason !== undefined,
  );

describe('[V-16] a password that was changed on another device', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [laptop, phone] = await twoDevices(world);
  });
  afterEach(() => world.end());

  const living = () => [...world.auth.logins.values()].filter(({ ended }) => !ended);

  it('is said on the others, and is enough where the vault is open', async () => {
    await changes(laptop);
    const { connection } = await isToldWhy(phone);
    expect(connection).toEqual({ state: 'signed-out', reason: 'password-changed' });
    expect(await signsIn(phone, WRONG)).toBe('wrong-credentials');
    expect(await signsIn(phone, PASSWORD)).toBe('wrong-credentials');
    expect(phone.snapshot?.phase.at).toBe('ready');

    expect(await signsIn(phone, NEXT)).toBe('ok');
    await isOnline(phone);
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: NEXT })).toBe('ok');
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: PASSWORD })).toBe('wrong-password');
    expect(await phone.tries('unlock', { password: NEXT })).toBe('ok');
    await isOnline(phone);
  });

  it('[RP-9] is the one that proves who says that a device is lost, also where the one before still opens the vault', async () => {
    await changes(laptop);
    await isToldWhy(phone);
    expect(await signsIn(phone, NEXT)).toBe('ok');
    await isOnline(phone);
    const lists = world.social.lists.get(phone.accountId)?.length;
    expect(await phone.tries('lostOrStolen', { password: PASSWORD })).toBe('wrong-password');
    expect(world.social.lists.get(phone.accountId)).toHaveLength(lists ?? 0);
    expect(await phone.tries('lostOrStolen', { password: NEXT })).toBe('ok');
  });

  it('is nothing that the device that changed it hears of', async () => {
    await changes(laptop);
    expect(laptop.snapshot?.connection).toEqual({ state: 'online' });
  });

  it('that was just ended elsewhere is said to be that', async () => {
    const [login] = [...world.auth.logins.values()].filter(
      ({ deviceId, ended }) => deviceId !== laptop.deviceId && !ended,
    );
    if (login) world.auth.end(login);
    await phone.sees('the end', ({ connection }) => connection.state === 'signed-out');
    expect(await signsIn(phone, PASSWORD)).toBe('ok');
  });

  it('opens a locked vault together with the one before, once', async () => {
    await phone.does('lock', {});
    await changes(laptop);
    expect(await phone.tries('unlock', { password: WRONG })).toBe('wrong-password');
    expect(await phone.tries('unlock', { password: NEXT })).toBe('password-changed-elsewhere');
    expect(await phone.tries('unlock', { password: NEXT, previous: WRONG })).toBe('wrong-password');
    expect(await phone.tries('unlock', { password: WRONG, previous: PASSWORD })).toBe('wrong-credentials');
    expect(await phone.tries('unlock', { password: NEXT, previous: PASSWORD })).toBe('ok');
    await isOnline(phone);
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: NEXT })).toBe('ok');
    await isOnline(phone);
  });

  it('locks nobody out without a network: the old one opens as ever', async () => {
    await phone.does('lock', {});
    await changes(laptop);
    phone.fault = () => 'before';
    expect(await phone.tries('unlock', { password: NEXT })).toBe('wrong-password');
    expect(await phone.tries('unlock', { password: NEXT, previous: PASSWORD })).toBe('ok');
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: PASSWORD })).toBe('ok');
    phone.fault = () => null;
    expect(await signsIn(phone, NEXT)).toBe('ok');
    await isOnline(phone);
  });

  it('does not let a service that is silent hold up somebody who mistyped', async () => {
    await phone.does('lock', {});
    await changes(laptop);
    phone.fault = (call) => (call === 'prelogin' ? 'never' : null);
    expect(await phone.tries('unlock', { password: WRONG })).toBe('wrong-password');
    expect(await phone.tries('unlock', { password: PASSWORD })).toBe('ok');
  });

  it('leaves no login where the service answered too late', async () => {
    await phone.does('lock', {});
    await changes(laptop);
    const before = living().length;
    const slow = Promise.withResolvers<void>();
    const login = phone.api.auth.login.bind(phone.api.auth);
    let isLate = false;
    vi.spyOn(phone.api.auth, 'login').mockImplementation(async (input) => {
      const answer = await login(input);
      await slow.promise;
      isLate = true;
      return answer;
    });
    expect(await phone.tries('unlock', { password: NEXT })).toBe('wrong-password');
    expect(living()).toHaveLength(before + 1);
    slow.resolve();
    await eventually('it came', async () => isLate || undefined);
    await eventually('it has ended', async () => living().length === before || undefined);
  });

  it('opens what was signed out of, together with the one before', async () => {
    await phone.does('signOut', { erase: false });
    await changes(laptop);
    expect(await signsIn(phone, NEXT)).toBe('password-changed-elsewhere');
    expect([...world.auth.logins.values()].filter(({ ended }) => !ended)).toHaveLength(1);
    expect(await signsIn(phone, PASSWORD)).toBe('wrong-credentials');
    expect(await signsIn(phone, NEXT, WRONG)).toBe('wrong-password');
    expect(await signsIn(phone, NEXT, PASSWORD)).toBe('ok');
    await isOnline(phone);
  });

  it('changed back is the right one again', async () => {
    await changes(laptop);
    await changes(laptop, NEXT, PASSWORD);
    await isToldWhy(phone);
    expect(await signsIn(phone, PASSWORD)).toBe('ok');
    await isOnline(phone);
  });

  it('changed many times leaves two ways in, and one once the new one was used', async () => {
    await changes(laptop);
    await isToldWhy(phone);
    await signsIn(phone, NEXT);
    await isOnline(phone);
    await changes(laptop, NEXT, THIRD);
    await isToldWhy(phone);
    await signsIn(phone, THIRD);
    await isOnline(phone);
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: NEXT })).toBe('wrong-password');
    expect(await phone.tries('unlock', { password: PASSWORD })).toBe('ok');
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: THIRD })).toBe('ok');
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: PASSWORD })).toBe('wrong-password');
  });

  it('can be changed again on the device that took it', async () => {
    await changes(laptop);
    await isToldWhy(phone);
    await signsIn(phone, NEXT);
    await isOnline(phone);
    await changes(phone, NEXT, THIRD);
    await changes(phone, THIRD, NEXT);
    await isToldWhy(laptop);
    expect(await signsIn(laptop, NEXT)).toBe('ok');
  });

  it('locks nobody out whose service says yes to what was mistyped', async () => {
    await changes(laptop);
    await isToldWhy(phone);
    world.auth.acceptsAnything = true;
    expect(await signsIn(phone, WRONG)).toBe('ok');
    world.auth.acceptsAnything = false;
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: PASSWORD })).toBe('ok');
  });

  it.each([
    ['before', [PASSWORD]],
    ['after', [PASSWORD, NEXT]],
  ])('locks nobody out when the power goes out %s the new wrap is stored', async (when, ways) => {
    await phone.does('lock', {});
    await changes(laptop);
    await phone.crashes();
    phone.wrapStore = (store) => cutStore(store, { at: 1, after: when === 'after' });
    expect(await phone.tries('unlock', { password: NEXT, previous: PASSWORD })).toBe('storage-damaged');
    await phone.crashes();
    phone.wrapStore = (store) => store;
    for (const password of ways) {
      expect(await phone.tries('unlock', { password })).toBe('ok');
      await phone.does('lock', {});
    }
    expect(await phone.tries('unlock', { password: NEXT, previous: PASSWORD })).toBe('ok');
    await isOnline(phone);
  });

  it('leaves the way in that was used last, also where nothing had been opened with it before', async () => {
    await phone.does('lock', {});
    await changes(laptop);
    expect(await phone.tries('unlock', { password: NEXT, previous: PASSWORD })).toBe('ok');
    await phone.does('lock', {});
    await changes(laptop, NEXT, THIRD);
    expect(await phone.tries('unlock', { password: THIRD, previous: NEXT })).toBe('ok');
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: NEXT })).toBe('ok');
  });

  it('leaves the way in that a full disk could not note', async () => {
    await changes(laptop);
    await isToldWhy(phone);
    await signsIn(phone, NEXT);
    await phone.crashes();
    let full = true;
    phone.wrapStore = (store) => refusingStore(store, 'full', () => full);
    expect(await phone.tries('unlock', { password: NEXT })).toBe('ok');
    full = false;
    await changes(laptop, NEXT, THIRD);
    await isToldWhy(phone);
    expect(await signsIn(phone, THIRD)).toBe('ok');
    await phone.does('lock', {});
    expect(await phone.tries('unlock', { password: NEXT })).toBe('ok');
  });

  it('opens with a full disk as well', async () => {
    await changes(laptop);
    await isToldWhy(phone);
    await signsIn(phone, NEXT);
    await phone.crashes();
    let full = true;
    phone.wrapStore = (store) => refusingStore(store, 'full', () => full);
    expect(await phone.tries('unlock', { password: NEXT })).toBe('ok');
    full = false;
  });
});
