import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ApiError } from '../../src/messenger/ports/api.ts';
import { eventually } from './world/eventually.ts';
import { comparing, fails, fillsTheList, isAt, laptopAndPhone, links, typed } from './world/linking.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const MINUTE_MS = 60_000;

const comparesOther = (device: Someone, digits: string) =>
  device.sees('other numbers', ({ linking }) => linking?.at === 'check' && linking.digits !== digits);

describe('a linking that comes to nothing', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [laptop, phone] = await laptopAndPhone(world);
  });
  afterEach(() => world.end());

  const devices = () => world.social.devices(laptop.accountId).devices;
  const loginsOf = (device: Someone) =>
    [...world.auth.logins.values()].filter(
      ({ userAgent, ended }) => userAgent === device.userAgent && !ended,
    );

  /** [D-6] Whatever happened: no vault and no login on the phone, and nobody new on the list. */
  async function hasLeftNothing(): Promise<void> {
    await eventually('the phone is not on the list', async () => devices().length === 1 || undefined);
    await eventually('the phone is signed out', async () => loginsOf(phone).length === 0 || undefined);
    for (const shelf of phone.disk.shelves.values()) expect(shelf.size).toBe(0);
    expect(phone.snapshot?.phase.at ?? 'welcome').toBe('welcome');
    expect(laptop.snapshot?.phase.at).toBe('ready');
  }

  it('[D-1] is cancelled at once, also before it was its turn', async () => {
    const { code } = await laptop.does('openLinking', {});
    // Something is in front of it, and does not end.
    const hanging = Promise.withResolvers<never>();
    const client = world.auth.client.bind(world.auth);
    world.auth.client = (options) => ({ ...client(options), prelogin: () => hanging.promise });
    phone = world.someone('alice', 'slow');
    const first = phone.tries('signIn', { username: 'alice', password: PASSWORD });
    const joined = phone.tries('joinAccount', typed(phone, code));
    await isAt(phone, 'waiting');
    await phone.does('cancelLinking', {});
    expect(await joined).toBe('linking-ended');
    await fails(phone, 'cancelled');
    hanging.reject(new ApiError('network'));
    expect(await first).toBe('network');
    // Its turn came meanwhile, and nothing happened.
    expect(await phone.tries('lock', {})).toBe('busy');
    await phone.sees('nothing of it', ({ linking }) => linking === null);
    await hasLeftNothing();
  });

  it.each(['', 'no code', '0000-0000-0000-0000-0000-0000-0001'])(
    '[D-1] asks nobody about what is no code: %j',
    async (code) => {
      const calls: string[] = [];
      phone.fault = (call) => {
        calls.push(call);
        return null;
      };
      expect(await phone.tries('joinAccount', typed(phone, code))).toBe('link-code-invalid');
      expect(calls).toEqual([]);
      await phone.sees('nothing of it', ({ linking }) => linking === null);
    },
  );

  it('says a wrong password as signing in does, and tells the laptop nothing', async () => {
    const { code } = await laptop.does('openLinking', {});
    const wrong = { ...typed(phone, code), password: 'wrong horse battery' };
    expect(await phone.tries('joinAccount', wrong)).toBe('wrong-credentials');
    await phone.sees('no linking', ({ linking }) => linking === null);
    expect(laptop.snapshot?.linking).toMatchObject({ at: 'code' });
    await hasLeftNothing();
  });

  for (const who of ['laptop', 'phone'] as const) {
    it(`[D-5] ends on both sides when the ${who} says that the numbers differ`, async () => {
      const { joined } = await comparing(laptop, phone);
      const [here, there] = who === 'laptop' ? [laptop, phone] : [phone, laptop];
      await here.does('confirmLinking', { same: false });
      await fails(here, 'different');
      await fails(there, 'different-there');
      expect(await joined).toBe('linking-ended');
      await hasLeftNothing();
    });

    it(`ends on both sides when the ${who} cancels, before or after it confirmed`, async () => {
      for (const confirms of [false, true]) {
        const { joined } = await comparing(laptop, phone);
        const [here, there] = who === 'laptop' ? [laptop, phone] : [phone, laptop];
        if (confirms) {
          await here.does('confirmLinking', { same: true });
          await isAt(here, 'finishing');
        }
        await here.does('cancelLinking', {});
        await fails(here, 'cancelled');
        await fails(there, 'cancelled');
        expect(await joined).toBe('linking-ended');
        await hasLeftNothing();
      }
    });

    it(`[D-1] [S-11] ends when the ten minutes are over by the clock of the ${who}, in either direction`, async () => {
      for (const minutes of [11, -11]) {
        const { joined } = await comparing(laptop, phone);
        const [late, other] = who === 'laptop' ? [laptop, phone] : [phone, laptop];
        late.clockAheadMs += minutes * MINUTE_MS;
        await fails(late, 'expired');
        await fails(other, 'cancelled');
        expect(await joined).toBe('linking-ended');
        await hasLeftNothing();
      }
    });
  }

  for (const { when, call, isLate } of [
    { when: 'while the phone may still be storing it', call: 'closeLink', isLate: true },
    { when: 'while it is asked whether the phone stands', call: 'prekeyBundle', isLate: false },
  ]) {
    it(`[D-6] is called off until the very end: ${when}`, async () => {
      await comparing(laptop, phone);
      let isAsked = false;
      laptop.fault = (each) => {
        if (each === call && !isAsked) void laptop.does('cancelLinking', {});
        isAsked ||= each === call;
        return null;
      };
      // It stands, and if it is late nobody hears of it.
      phone.fault = (each) => (isLate && each === 'closeLink' ? 'before' : null);
      await laptop.does('confirmLinking', { same: true });
      await phone.does('confirmLinking', { same: true });
      const { stocks } = world.social.prekeys;
      await eventually('the phone stands', async () => stocks.size === 2 || undefined);
      if (isLate) await phone.crashes();
      if (isLate) laptop.clockAheadMs += 11 * MINUTE_MS;
      await fails(laptop, 'cancelled');
      expect(isAsked).toBe(true);
      await eventually('the phone is not on the list', async () => devices().length === 1 || undefined);
      await eventually('the phone is signed out', async () => loginsOf(phone).length === 0 || undefined);
      await laptop.sees('that no history moves', ({ history }) => history === null);
    });
  }

  it('[D-5] takes no word about numbers that nobody has seen yet', async () => {
    const { code } = await laptop.does('openLinking', {});
    await laptop.does('confirmLinking', { same: true });
    const answer = Promise.withResolvers<void>();
    world.social.links.before = (number) => (number === 2 ? answer.promise : Promise.resolve());
    const joined = phone.tries('joinAccount', typed(phone, code));
    await isAt(phone, 'waiting');
    await phone.does('confirmLinking', { same: true });
    answer.resolve();
    for (const device of [laptop, phone]) await isAt(device, 'check');
    await phone.does('confirmLinking', { same: true });
    await isAt(phone, 'finishing');
    expect(laptop.snapshot?.linking?.at).toBe('check');
    await laptop.does('confirmLinking', { same: false });
    await fails(laptop, 'different');
    expect(await joined).toBe('linking-ended');
    await hasLeftNothing();
  });

  it('[D-2] ends when the service has forgotten the meeting', async () => {
    const { code } = await laptop.does('openLinking', {});
    world.social.links.forget(laptop.accountId);
    await fails(laptop, 'cancelled');
    expect(await phone.tries('joinAccount', typed(phone, code))).toBe('linking-ended');
    await fails(phone, 'expired');
    await hasLeftNothing();
  });

  it('[D-1] takes a code once: a second one who has it is turned away, and the first goes on', async () => {
    const tablet = world.someone('alice', 'tablet');
    const { code, joined } = await comparing(laptop, phone);
    expect(await tablet.tries('joinAccount', typed(tablet, code))).toBe('linking-ended');
    await fails(tablet, 'expired');
    await laptop.does('confirmLinking', { same: true });
    await phone.does('confirmLinking', { same: true });
    expect(await joined).toBe('ok');
    expect(await tablet.tries('joinAccount', typed(tablet, code))).toBe('linking-ended');
    await fails(tablet, 'expired');
    expect(loginsOf(tablet)).toEqual([]);
  });

  it('begins anew with another code, and the old one is worth nothing', async () => {
    const { code: old } = await laptop.does('openLinking', {});
    const { code } = await laptop.does('openLinking', {});
    expect(code).not.toBe(old);
    expect(await isAt(laptop, 'code')).toMatchObject({ code });
    expect(await phone.tries('joinAccount', typed(phone, old))).toBe('linking-ended');
    await fails(phone, 'expired');
    await links(laptop, phone);
    expect(devices()).toHaveLength(2);
  });

  it('begins anew on the phone: the first attempt is over', async () => {
    const { joined, here, there } = await comparing(laptop, phone);
    const { code } = await laptop.does('openLinking', {});
    const again = phone.tries('joinAccount', typed(phone, code));
    expect(await joined).toBe('linking-ended');
    // A screen may show for a moment yet what was before, and nobody can say yes to that.
    await comparesOther(laptop, here.digits);
    await comparesOther(phone, there.digits);
    await laptop.does('confirmLinking', { same: true });
    await phone.does('confirmLinking', { same: true });
    expect(await again).toBe('ok');
  });

  it('is not begun with sixteen devices', async () => {
    await fillsTheList(laptop);
    expect(await laptop.tries('openLinking', {})).toBe('linking-ended');
    await fails(laptop, 'too-many-devices');
  });

  it('ends when a group has no room for one more device, says so, and leaves nothing', async () => {
    world.social.groupsAreFull = true;
    const { joined } = await comparing(laptop, phone);
    await laptop.does('confirmLinking', { same: true });
    await phone.does('confirmLinking', { same: true });
    await fails(laptop, 'group-full');
    expect(await joined).toBe('linking-ended');
    await hasLeftNothing();
  });

  it('says when there is no network, and tries no more', async () => {
    laptop.fault = (call) => (call === 'openLink' ? 'before' : null);
    expect(await laptop.tries('openLinking', {})).toBe('linking-ended');
    await fails(laptop, 'network');
    laptop.fault = () => null;
    const { code } = await laptop.does('openLinking', {});
    phone.fault = (call) => (call === 'linkMessage' ? 'before' : null);
    expect(await phone.tries('joinAccount', typed(phone, code))).toBe('linking-ended');
    await fails(phone, 'network');
    phone.fault = () => null;
    await fails(laptop, 'cancelled');
    await hasLeftNothing();
  });

  it('ends when either of them closes, and locking the laptop tells the phone', async () => {
    const { joined } = await comparing(laptop, phone);
    await laptop.does('lock', {});
    await fails(phone, 'cancelled');
    expect(await joined).toBe('linking-ended');
    expect(laptop.snapshot?.linking).toBeNull();
    await laptop.unlocks();
    const again = await comparing(laptop, phone);
    await phone.closesTheBrowser();
    await again.joined.catch(() => undefined);
    await fails(laptop, 'cancelled');
    await hasLeftNothing();
  });

  it('leaves another account’s vault in that browser alone', async () => {
    const browser = world.someone('carol', 'shared');
    await browser.signsUp();
    await browser.does('signOut', { erase: false });
    const before = [...browser.copyOfTheDisk().shelves.values()].map((shelf) => [...shelf]);
    const { code } = await laptop.does('openLinking', {});
    const joined = browser.tries('joinAccount', typed(laptop, code));
    await isAt(laptop, 'check');
    await isAt(browser, 'check');
    await browser.does('confirmLinking', { same: false });
    expect(await joined).toBe('linking-ended');
    expect([...browser.disk.shelves.values()].map((shelf) => [...shelf])).toEqual(before);
    expect(await browser.tries('signIn', { username: 'carol', password: PASSWORD })).toBe('ok');
  });
});
