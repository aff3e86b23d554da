import { afterEach, describe, expect, it } from 'vitest';

import { cutStore } from './world/failing-store.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { comesBack, namesOf, recovers, setsAPhrase } from './world/recovering.ts';
import { isStocked } from './world/stocked.ts';
import { World } from './world/world.ts';

const BEFORE_ANYTHING_IS_KEPT = ['prelogin', 'login', 'openRecovery', 'deviceLists'];
const AFTERWARDS = ['putDeviceList', 'putPrekeys', 'loginSessions', 'endLoginSession', 'completeAccount'];

describe('recovering when something breaks in between', () => {
  let world: World;
  afterEach(() => world.end());

  async function lost(): Promise<{ laptop: Someone; phrase: string }> {
    world = await World.begin();
    const alice = world.someone('alice');
    await alice.signsUp();
    const phrase = await setsAPhrase(alice);
    await alice.closesTheBrowser();
    return { phrase, laptop: world.someone('alice') };
  }

  /** The device on the list is this one, and can be written to. */
  async function standsOnce(laptop: Someone): Promise<void> {
    await laptop.sees(
      'her home',
      ({ phase, connection }) => phase.at === 'ready' && connection.state === 'online',
    );
    const names = namesOf(world, laptop.accountId);
    expect(names).toHaveLength(1);
    await isStocked(world, names[0] ?? '');
    const logins = [...world.auth.logins.values()].filter(({ ended }) => !ended);
    expect(logins.map(({ deviceId }) => deviceId)).toContain(names[0]);
    expect([...(laptop.disk.shelves.get('vaults')?.keys() ?? [])]).toEqual([laptop.accountId]);
  }

  for (const side of ['before', 'after'] as const) {
    it.each(BEFORE_ANYTHING_IS_KEPT)(
      `[RP-8] leaves nothing half made when the network went away ${side} %s`,
      async (call) => {
        const { laptop, phrase } = await lost();
        laptop.fault = (name) => (name === call ? side : null);
        expect(await recovers(laptop, phrase)).toBe('network');
        laptop.fault = () => null;
        await laptop.crashes();
        expect(laptop.disk.shelves.get('vaults')?.size ?? 0).toBe(0);
        expect(world.social.lists.get(laptop.accountId)).toHaveLength(1);
        expect(await recovers(laptop, phrase)).toBe('ok');
        await standsOnce(laptop);
      },
    );

    it.each(AFTERWARDS)(
      `[RP-8] goes on at the next sign-in when the network went away ${side} %s`,
      async (call) => {
        const { laptop, phrase } = await lost();
        laptop.fault = (name) => (name === call ? side : null);
        expect(await recovers(laptop, phrase)).toBe('network');
        laptop.fault = () => null;
        await laptop.crashes();
        laptop.opensTheBrowser();
        await laptop.sees('the welcome', ({ phase }) => phase.at === 'welcome');
        await laptop.does('signIn', { username: 'alice', password: PASSWORD });
        expect(world.social.lists.get(laptop.accountId)).toHaveLength(2);
        await standsOnce(laptop);
      },
    );

    it.each(AFTERWARDS)(
      `[RP-8] begins again with the phrase as well when the network went away ${side} %s`,
      async (call) => {
        const { laptop, phrase } = await lost();
        laptop.fault = (name) => (name === call ? side : null);
        expect(await recovers(laptop, phrase)).toBe('network');
        laptop.fault = () => null;
        expect(await recovers(laptop, phrase)).toBe('ok');
        await standsOnce(laptop);
      },
    );
  }

  it('[RP-8] goes on when the power goes out at any commit, with the same device', async () => {
    for (let at = 1; ; at++) {
      for (const after of [false, true]) {
        const { laptop, phrase } = await lost();
        let cut = false;
        laptop.wrapStore = (store) => cutStore(store, { at, after, happened: () => (cut = true) });
        await recovers(laptop, phrase);
        await laptop.crashes();
        if (!cut) return expect(at).toBeGreaterThan(3);
        laptop.wrapStore = (store) => store;
        laptop.opensTheBrowser();
        const { phase } = await laptop.sees('a door', (s) => s.phase.at !== 'starting');
        const kept = (laptop.disk.shelves.get('vaults')?.size ?? 0) > 0;
        if (phase.at === 'locked') await laptop.does('unlock', { password: PASSWORD });
        else if (kept) await laptop.does('signIn', { username: 'alice', password: PASSWORD });
        else expect(await recovers(laptop, phrase)).toBe('ok');
        expect(world.social.lists.get(laptop.accountId)).toHaveLength(2);
        await standsOnce(laptop);
        await world.end();
      }
    }
  });

  it('[RP-8] is given up where another browser was faster, and begins again', async () => {
    const { laptop, phrase } = await lost();
    laptop.fault = (name) => (name === 'putDeviceList' ? 'before' : null);
    expect(await recovers(laptop, phrase)).toBe('network');
    const phone = world.someone('alice');
    expect(await recovers(phone, phrase)).toBe('ok');
    await phone.closesTheBrowser();
    laptop.fault = () => null;
    expect(await laptop.tries('signIn', { username: 'alice', password: PASSWORD })).toBe('vault-elsewhere');
    expect(laptop.disk.shelves.get('vaults')?.size).toBe(0);
    expect(await recovers(laptop, phrase)).toBe('ok');
    await standsOnce(laptop);
  });

  it('[RP-8] is heard of by no contact, also when it was interrupted', async () => {
    world = await World.begin();
    const [alice, bob] = await world.friends('alice', 'bob');
    const phrase = await setsAPhrase(alice);
    await alice.closesTheBrowser();
    const laptop = world.someone('alice');
    laptop.fault = (name) => (name === 'putPrekeys' ? 'before' : null);
    expect(await recovers(laptop, phrase)).toBe('network');
    laptop.fault = () => null;
    expect(await recovers(laptop, phrase)).toBe('ok');
    await comesBack(laptop);
    await bob.writes('hello');
    await laptop.hasRead(['hello']);
    expect(await bob.notices()).toEqual(['conversation-started']);
  });
});
