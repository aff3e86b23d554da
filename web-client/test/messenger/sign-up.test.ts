import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { limits } from '../../src/protocol/index.ts';
import { cutStore } from './world/failing-store.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { isStocked } from './world/stocked.ts';
import { World } from './world/world.ts';

const CALLS = ['putAccount', 'login', 'putProfile', 'putDeviceList', 'putPrekeys', 'completeAccount'];

describe('signing up', () => {
  let world: World;
  let alice: Someone;
  beforeEach(async () => {
    world = await World.begin();
    alice = world.someone('alice');
  });
  afterEach(() => world.end());

  async function standsOnce(): Promise<void> {
    await alice.sees('her empty home', ({ phase }) => phase.at === 'ready');
    expect(world.auth.accounts.size).toBe(1);
    const [account] = world.auth.accounts.values();
    expect(account?.complete).toBe(true);
    expect(world.social.lists.get(account?.accountId ?? '')).toHaveLength(1);
    const [device = ''] = world.social.devices(account?.accountId ?? '').devices;
    const stock = world.social.prekeys.stocks.get(device);
    expect(stock?.x25519OneTime.size).toBeGreaterThanOrEqual(limits.ONE_TIME_X25519 / 4);
    expect(stock?.mlKemOneTime.size).toBeGreaterThanOrEqual(limits.ONE_TIME_ML_KEM / 4);
    await isStocked(world, device);
  }

  it('leaves an account with a device list and, as soon as its mail is in, a full stock of prekeys [PK-6]', async () => {
    await alice.signsUp();
    await standsOnce();
  });

  for (const call of CALLS) {
    for (const side of ['before', 'after'] as const) {
      it(`resumes at the next sign-in when the network went away ${side} ${call}`, async () => {
        alice.fault = (name) => (name === call ? side : null);
        expect(await alice.tries('signUp', alice.form())).toBe('network');
        alice.fault = () => null;
        await alice.crashes();
        alice.opensTheBrowser();
        await alice.sees('the welcome', ({ phase }) => phase.at === 'welcome');
        await alice.does('signIn', { username: 'alice', password: PASSWORD });
        await standsOnce();
      });
    }
  }

  for (const call of CALLS) {
    for (const side of ['before', 'after'] as const) {
      it(`goes on by itself where the connection broke once ${side} ${call}`, async () => {
        let isWhole = true;
        alice.fault = (name) => {
          if (name !== call || !isWhole) return null;
          isWhole = false;
          return side;
        };
        await alice.signsUp();
        await standsOnce();
      });
    }
  }

  for (const call of CALLS) {
    for (const fault of ['busy', 'late'] as const) {
      it(`goes on by itself where ${call} finds the service ${fault}`, async () => {
        let left = 3;
        alice.fault = (name) => (name === call && left-- > 0 ? fault : null);
        await alice.signsUp();
        await standsOnce();
      });
    }
  }

  it('says so when the service stays busy, and takes the same form again', async () => {
    const asked: string[] = [];
    alice.fault = (name) => {
      asked.push(name);
      return name === 'putAccount' ? 'busy' : null;
    };
    expect(await alice.tries('signUp', alice.form())).toBe('unavailable');
    expect(asked.filter((name) => name === 'putAccount')).toHaveLength(5);
    alice.fault = () => null;
    await alice.signsUp();
    await standsOnce();
  });

  it('resumes when the power goes out at any commit, with the same account', async () => {
    for (let at = 1; ; at++) {
      for (const after of [false, true]) {
        world = await World.begin();
        alice = world.someone('alice');
        let cut = false;
        alice.wrapStore = (store) => cutStore(store, { at, after, happened: () => (cut = true) });
        await alice.tries('signUp', alice.form());
        await alice.crashes();
        if (!cut) return expect(at).toBeGreaterThan(5);
        alice.wrapStore = (store) => store;
        alice.opensTheBrowser();
        const { phase } = await alice.sees('a door', (s) => s.phase.at !== 'starting');
        if (phase.at === 'locked') await alice.does('unlock', { password: PASSWORD });
        else await alice.does('signUp', alice.form());
        await standsOnce();
        await alice.closesTheBrowser();
      }
    }
  });

  it('takes the same form again after a lost answer, with what it says now', async () => {
    alice.fault = (name) => (name === 'putDeviceList' ? 'after' : null);
    await alice.tries('signUp', alice.form());
    alice.fault = () => null;
    await alice.does('signUp', { ...alice.form(), firstName: 'Alice' });
    await standsOnce();
    expect([...world.social.people.values()][0]?.firstName).toBe('Alice');
  });

  it('says that a name is taken and keeps nothing of the attempt', async () => {
    await alice.signsUp();
    const eve = world.someone('alice');
    expect(await eve.tries('signUp', eve.form())).toBe('username-taken');
    expect(eve.disk.shelves.get('vaults')?.size).toBe(0);
    expect(eve.disk.shelves.get('account')?.size).toBe(0);
  });

  it('keeps an invitation code until the account stands, and nothing where it is not good', async () => {
    world.auth.invitations = new Set(['a code']);
    expect(await alice.does('needsInvitation', {})).toBe(true);
    expect(await alice.tries('signUp', alice.form())).toBe('invitation-needed');
    expect(await alice.tries('signUp', { ...alice.form(), invitation: 'made up' })).toBe(
      'invitation-invalid',
    );
    expect(alice.disk.shelves.get('vaults')?.size).toBe(0);
    expect(alice.disk.shelves.get('account')?.size).toBe(0);

    // The account could not be made now: the code is needed once more, without the form.
    alice.fault = (name) => (name === 'putAccount' ? 'before' : null);
    await alice.tries('signUp', { ...alice.form(), invitation: 'a code' });
    await alice.crashes();
    alice.fault = () => null;
    alice.opensTheBrowser();
    await alice.sees('the welcome', ({ phase }) => phase.at === 'welcome');
    await alice.does('signIn', { username: 'alice', password: PASSWORD });
    await standsOnce();
    expect(world.auth.invitations.size).toBe(0);
  });

  it('says that an account is suspended, and keeps what is here', async () => {
    await alice.signsUp();
    const [account] = world.auth.accounts.keys();
    world.auth.suspended.add(account ?? '');
    world.auth.endAll(account ?? '');
    await alice.sees('that she is signed out', ({ connection }) => connection.state === 'signed-out');
    expect(await alice.tries('signIn', { username: 'alice', password: PASSWORD })).toBe('account-suspended');
    world.auth.suspended.clear();
    await alice.does('signIn', { username: 'alice', password: PASSWORD });
    expect(alice.disk.shelves.get('vaults')?.size).toBe(1);
  });

  it('refuses weak passwords, bad names and empty forms before anybody is asked', async () => {
    alice.fault = () => {
      throw new Error('nobody is to be asked');
    };
    expect(await alice.tries('signUp', alice.form('short'))).toBe('weak-password');
    expect(await alice.tries('signUp', alice.form('my name is alice!'))).toBe('weak-password');
    expect(await alice.tries('signUp', { ...alice.form(), username: '1x' })).toBe('username-invalid');
    expect(await alice.tries('signUp', { ...alice.form(), firstName: ' ' })).toBe('validation-failed');
  });
});
