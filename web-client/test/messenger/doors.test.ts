import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Login } from '../../src/messenger/ports/api.ts';
import type { TabLock } from '../../src/messenger/ports/platform.ts';
import { eventually } from './world/eventually.ts';
import { refusingStore, slowStore, unclaimableStore } from './world/failing-store.ts';
import { PASSWORD, Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const WRONG = 'wrong horse battery';
const NEXT = 'another horse battery';

describe('the doors of an account', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('unlocks with the right password only, also without any network', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await bob.writes('before the night');
    await alice.hasRead(['before the night']);
    await alice.crashes();
    world.relay.down = true;
    alice.fault = () => 'before';
    alice.opensTheBrowser();
    const { phase } = await alice.sees('the lock', (s) => s.phase.at === 'locked');
    expect(phase).toMatchObject({ username: 'alice', displayName: 'alice' });
    expect(await alice.tries('unlock', { password: WRONG })).toBe('wrong-password');
    expect(await alice.tries('unlock', { password: PASSWORD })).toBe('ok');
    await alice.sees('her conversation', ({ conversations }) => conversations.length === 1);
    expect(await alice.bodies()).toEqual(['before the night']);
    await alice.writes('written offline');
    expect(await alice.states()).toEqual(['received', 'sending']);
    world.relay.down = false;
    alice.fault = () => null;
    await bob.hasRead(['before the night', 'written offline']);
  });

  it('drops the keys when it locks', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await alice.does('lock', {});
    await alice.sees(
      'the lock',
      ({ phase, conversations }) => phase.at === 'locked' && !conversations.length,
    );
    const messages = { roomId: 'r', fromIndex: 0, count: 1 };
    expect(await alice.tries('messages', messages)).toBe('busy');
    await alice.unlocks();
  });

  it('[V-22] drops the keys when it locks, whatever waits for an answer then', async () => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const asked = vi.fn<() => void>();
    const services = world.social.client.bind(world.social);
    vi.spyOn(world.social, 'client').mockImplementation(() => {
      const social = services();
      const putProfile: typeof social.putProfile = async (token, profile) => {
        if (profile.firstName === 'Alicia') {
          asked();
          await answered;
        }
        return social.putProfile(token, profile);
      };
      return { ...social, putProfile };
    });
    const [alice, bob] = await world.friends('alice', 'bob');
    const changed = alice.tries('updateProfile', { firstName: 'Alicia', lastName: '', about: '' });
    await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    const locked = alice.tries('lock', {});
    await alice.sees(
      'the lock',
      ({ phase, conversations }) => phase.at === 'locked' && !conversations.length,
    );
    const messages = { roomId: 'r', fromIndex: 0, count: 1 };
    expect(await alice.tries('messages', messages)).toBe('busy');
    answer();
    expect([await changed, await locked]).toEqual(['busy', 'ok']);
    await bob.writes('while she was away');
    await alice.unlocks();
    await alice.hasRead(['while she was away']);
    expect(alice.snapshot?.phase).toMatchObject({ at: 'ready', me: { username: 'alice' } });
  });

  it('[V-22] stays locked where somebody locks while it is being unlocked', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await alice.does('lock', {});
    const [opened, locked] = await Promise.all([
      alice.tries('unlock', { password: PASSWORD }),
      alice.tries('lock', {}),
    ]);
    expect([opened, locked]).toEqual(['ok', 'ok']);
    expect(alice.snapshot?.phase.at).toBe('locked');
    await alice.unlocks();
  });

  it('keeps the sealed vault when signing out, and opens it at the next sign-in', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await bob.writes('one');
    await alice.hasRead(['one']);
    await alice.does('signOut', { erase: false });
    await alice.sees('the welcome', ({ phase }) => phase.at === 'welcome');
    await bob.writes('two');
    expect(await alice.tries('signIn', { username: 'alice', password: WRONG })).toBe('wrong-credentials');
    await alice.does('signIn', { username: 'Alice', password: PASSWORD });
    await alice.sees('online', ({ connection }) => connection.state === 'online');
    await alice.hasRead(['one', 'two']);
  });

  it.each(['signIn', 'lostOrStolen'] as const)(
    'leaves the screens as they are while the account is opened anew: %s',
    async (way) => {
      const [alice, bob] = await world.friends('alice', 'bob');
      await bob.writes('one');
      await alice.hasRead(['one']);
      await alice.crashes();
      let slow = false;
      alice.wrapStore = (store) => slowStore(store, () => slow);
      await alice.unlocks();
      await alice.sees('online', ({ connection }) => connection.state === 'online');
      const shown = alice.isShown();
      slow = true;
      if (way === 'signIn') await alice.does('signIn', { username: 'alice', password: PASSWORD });
      else await alice.does('lostOrStolen', { password: PASSWORD });
      slow = false;
      await alice.sees('online', ({ connection }) => connection.state === 'online');
      expect(shown.map(({ phase }) => phase.at)).not.toContain('locked');
      expect(shown.filter(({ conversations }) => conversations.length === 0)).toEqual([]);
    },
  );

  it('signs out from the lock screen too', async () => {
    const alice = world.someone('alice');
    await alice.signsUp();
    await alice.does('lock', {});
    await alice.does('signOut', { erase: false });
    await alice.sees('the welcome', ({ phase }) => phase.at === 'welcome');
    expect(await alice.tries('signIn', { username: 'alice', password: PASSWORD })).toBe('ok');
  });

  it.each(['signIn', 'startOver'] as const)('lets no login answer choose the vault: %s', async (way) => {
    let lie: Partial<Login> = {};
    const honest = world.auth.client.bind(world.auth);
    world.auth.client = () => {
      const client = honest();
      return { ...client, login: async (input) => ({ ...(await client.login(input)), ...lie }) };
    };
    await world.someone('alice').signsUp();
    const browser = world.someone('carol');
    await browser.signsUp();
    await browser.does('signOut', { erase: false });
    const before = [...browser.copyOfTheDisk().shelves.values()].map((shelf) => [...shelf]);
    const carol = world.auth.byName('carol')?.accountId ?? '';
    const alice = world.auth.byName('alice')?.accountId ?? '';
    const lies = [
      { username: 'alice', answer: { username: 'carol' } },
      { username: 'alice', answer: { username: 'carol', accountId: carol } },
      { username: 'carol', answer: { accountId: alice } },
      // No vault says which id is alice's: only one that is here under another name can be recognised.
      ...(way === 'startOver' ? [{ username: 'alice', answer: { accountId: carol } }] : []),
    ];
    for (const { username, answer } of lies) {
      lie = answer;
      expect(await browser.tries(way, { username, password: PASSWORD })).toBe('internal');
    }
    expect([...browser.disk.shelves.values()].map((shelf) => [...shelf])).toEqual(before);
    lie = {};
    expect(await browser.tries('signIn', { username: 'carol', password: PASSWORD })).toBe('ok');
  });

  it('lets no answer to a changed profile say who one is', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { social } = alice.api;
    const honest = social.putProfile.bind(social);
    social.putProfile = async (...input) => ({ ...(await honest(...input)), accountId: bob.accountId });
    const change = { firstName: 'Al', lastName: '', about: '' };
    expect(await alice.tries('updateProfile', change)).toBe('internal');
    expect(alice.snapshot?.phase).toMatchObject({ me: { accountId: alice.accountId, firstName: 'alice' } });
    social.putProfile = honest;
    expect(await alice.tries('updateProfile', change)).toBe('ok');
    await alice.sees('her new name', ({ phase }) => phase.at === 'ready' && phase.me.firstName === 'Al');
  });

  it('leaves nothing on the disk when the vault is erased', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await alice.does('signOut', { erase: true });
    for (const shelf of alice.disk.shelves.values()) expect(shelf.size).toBe(0);
  });

  it('says that the vault is elsewhere, and starts over where every contact can see it', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('from the old laptop');
    await bob.hasRead(['from the old laptop']);
    const phone = world.someone('alice');
    const credentials = { username: 'alice', password: PASSWORD };
    expect(await phone.tries('signIn', { username: 'alice', password: WRONG })).toBe('wrong-credentials');
    expect(await phone.tries('signIn', credentials)).toBe('vault-elsewhere');
    expect(await phone.tries('startOver', credentials)).toBe('ok');
    await phone.sees('bob', ({ conversations }) => conversations.length === 1);
    await phone.writes('from the new phone');
    await bob.hasRead(['from the old laptop', 'from the new phone']);
    const all = await bob.does('messages', { roomId: bob.conversation.roomId, fromIndex: 0, count: 99 });
    expect(all.map((message) => message.notice ?? message.body)).toEqual([
      'conversation-started',
      'from the old laptop',
      'identity-changed',
      'from the new phone',
    ]);
    await bob.writes('welcome back');
    await phone.hasRead(['from the new phone', 'welcome back']);
  });

  it('[V-16] changes the password, also when nobody knows whether the change arrived', async () => {
    const alice = world.someone('alice');
    await alice.signsUp();
    expect(await alice.tries('changePassword', { current: WRONG, next: NEXT })).toBe('wrong-password');
    alice.fault = (call) => (call === 'putPassword' ? 'after' : null);
    expect(await alice.tries('changePassword', { current: PASSWORD, next: NEXT })).toBe('network');
    alice.fault = () => null;
    await alice.crashes();
    expect(await alice.tries('unlock', { password: PASSWORD })).toBe('ok');
    await alice.does('signOut', { erase: false });
    const signIn = (password: string) => alice.tries('signIn', { username: 'alice', password });
    expect(await signIn(PASSWORD)).toBe('wrong-credentials');
    expect(await signIn(NEXT)).toBe('ok');
    await alice.does('lock', {});
    expect(await alice.tries('unlock', { password: PASSWORD })).toBe('wrong-password');
    expect(await alice.tries('unlock', { password: NEXT })).toBe('ok');
  });

  it('[V-16] locks nobody out who goes on, or tries again, after a change whose answer was lost', async () => {
    const alice = world.someone('alice');
    await alice.signsUp();
    alice.fault = (call) => (call === 'putPassword' ? 'after' : null);
    expect(await alice.tries('changePassword', { current: PASSWORD, next: NEXT })).toBe('network');
    alice.fault = () => null;
    await alice.does('updateProfile', { firstName: 'Alice', lastName: '', about: '' });
    const again = { current: PASSWORD, next: 'a third horse battery' };
    expect(await alice.tries('changePassword', again)).toBe('wrong-credentials');
    await alice.does('signOut', { erase: false });
    expect(await alice.tries('signIn', { username: 'alice', password: NEXT })).toBe('ok');
  });

  it('deletes the account everywhere', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    expect(await alice.tries('deleteAccount', { password: WRONG })).toBe('wrong-password');
    await alice.does('deleteAccount', { password: PASSWORD });
    await alice.sees('the welcome', ({ phase }) => phase.at === 'welcome');
    await bob.sees('that alice is gone', ({ conversations }) => conversations[0]?.open === false);
    expect(world.auth.byName('alice')).toBeUndefined();
    expect(alice.disk.shelves.get('vaults')?.size).toBe(0);
  });

  it('leaves everything as it was when the service knows another password', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const account = world.auth.byName('alice');
    if (account) world.auth.accounts.set(account.accountId, { ...account, authenticationKey: 'changed' });
    expect(await alice.tries('deleteAccount', { password: PASSWORD })).toBe('wrong-credentials');
    await alice.writes('still here');
    await bob.hasRead(['still here']);
  });

  it('stays readable when the login was ended elsewhere, and sends again after the password', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const [login] = [...world.auth.logins.values()].filter(
      (each) => world.auth.username(each.accountId) === 'alice',
    );
    if (login) world.auth.end(login);
    await alice.sees('that she is signed out', ({ connection }) => connection.state === 'signed-out');
    await alice.writes('waits');
    expect(await alice.states()).toEqual(['sending']);
    await alice.does('signIn', { username: 'alice', password: PASSWORD });
    await bob.hasRead(['waits']);
  });

  it('renews an expired access token once for everybody who asks', async () => {
    const alice = world.someone('alice');
    await alice.signsUp();
    let refreshes = 0;
    alice.fault = (call) => {
      if (call === 'refresh') refreshes++;
      return null;
    };
    world.auth.expireTokens();
    await Promise.all([
      alice.does('listLoginSessions', {}),
      alice.does('updateProfile', { firstName: 'Al', lastName: '', about: '' }),
    ]);
    expect(refreshes).toBe(1);
    await alice.sees('her new name', ({ phase }) => phase.at === 'ready' && phase.me.firstName === 'Al');
  });

  it('says that the disk is full, and goes on when there is room again', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.crashes();
    let full = false;
    alice.wrapStore = (store) => refusingStore(store, 'full', () => full);
    alice.opensTheBrowser();
    await alice.unlocks();
    full = true;
    const { roomId } = alice.conversation;
    expect(await alice.tries('sendText', { roomId, body: 'no room' })).toBe('storage-full');
    await bob.writes('waits at the relay');
    await eventually('the mail waits', async () => world.relay.waiting(alice.deviceId) > 0 || undefined);
    full = false;
    await alice.hasRead(['waits at the relay']);
    expect(await alice.tries('sendText', { roomId, body: 'room again' })).toBe('ok');
    await bob.hasRead(['waits at the relay', 'room again']);
  });

  it('[V-8] opens what is there while the disk has no room to say who writes, and writes nothing before', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await bob.writes('before the disk was full');
    await alice.hasRead(['before the disk was full']);
    await alice.crashes();
    let full = true;
    alice.wrapStore = (store) => unclaimableStore(store, () => full);
    const onDisk = () => [...alice.disk.shelves.values()].map((shelf) => [...shelf]);
    const before = onDisk();
    alice.opensTheBrowser();
    await alice.sees('the lock', ({ phase }) => phase.at === 'locked');
    expect(await alice.tries('unlock', { password: WRONG })).toBe('wrong-password');
    expect(await alice.tries('unlock', { password: PASSWORD })).toBe('ok');
    await alice.sees('her conversation', ({ conversations }) => conversations.length === 1);
    expect(await alice.bodies()).toEqual(['before the disk was full']);
    const { roomId } = alice.conversation;
    expect(await alice.tries('sendText', { roomId, body: 'no room' })).toBe('storage-full');
    await bob.writes('waits at the relay');
    await eventually('the mail waits', async () => world.relay.waiting(alice.deviceId) > 0 || undefined);
    expect(onDisk()).toEqual(before);
    full = false;
    await alice.sees(
      'the mail',
      ({ conversations: [bobs] }) => bobs?.lastMessage?.body === 'waits at the relay',
    );
    await alice.writes('room again');
    await bob.hasRead(['before the disk was full', 'waits at the relay', 'room again']);
  });

  it('[V-8] erases what is there while the disk has no room, which makes room', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await alice.closesTheBrowser();
    const records = () => [...alice.disk.shelves.values()].reduce((sum, { size }) => sum + size, 0);
    alice.wrapStore = (store) => unclaimableStore(store, () => records() > 0);
    await alice.unlocks();
    expect(await alice.tries('sendText', { roomId: alice.conversation.roomId, body: 'no room' })).toBe(
      'storage-full',
    );
    expect(await alice.tries('signOut', { erase: true })).toBe('ok');
    expect(records()).toBe(0);
    await alice.sees('the welcome', ({ phase }) => phase.at === 'welcome');
  });

  it('[V-8] erases nothing where another tab works by then', async () => {
    const [alice] = await world.friends('alice', 'bob');
    await alice.closesTheBrowser();
    let full = true;
    alice.wrapStore = (store) => unclaimableStore(store, () => full);
    await alice.unlocks();
    const other = new Someone(world, 'alice', 'test', alice.api);
    other.disk = alice.disk;
    await other.unlocks();
    expect(await alice.tries('signOut', { erase: true })).toBe('busy');
    full = false;
    expect(other.snapshot?.conversations).toHaveLength(1);
    expect(alice.disk.shelves.get('vaults')?.size).toBe(1);
  });

  it('[V-8] begins with what is on the disk by then once there is room to say who writes', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.does('lock', {});
    await alice.closesTheBrowser();
    let full = true;
    alice.wrapStore = (store) => unclaimableStore(store, () => full);
    await alice.does('unlock', { password: PASSWORD });
    // A tab that lost the lock without noticing writes on until another one claims the storage.
    const asleep = new Someone(world, 'alice', 'test', alice.api);
    asleep.disk = alice.disk;
    await asleep.unlocks();
    await asleep.writes('from the tab that slept');
    await bob.hasRead(['from the tab that slept']);
    full = false;
    const text = { roomId: alice.conversation.roomId, body: 'from the one that waited' };
    await eventually('room', async () => (await alice.tries('sendText', text)) === 'ok' || undefined);
    expect(await alice.bodies()).toEqual(['from the tab that slept', 'from the one that waited']);
    expect(await asleep.tries('sendText', { ...text, body: 'from the tab that slept on' })).not.toBe('ok');
    await bob.hasRead(['from the tab that slept', 'from the one that waited']);
  });
});

/** Web Locks for the tabs of one profile. */
class Tabs {
  #held: { readonly tab: object; readonly lost: () => void } | null = null;
  #waiting: { readonly tab: object; readonly granted: () => void; readonly lost: () => void }[] = [];

  lock(): TabLock {
    const tab = {};
    return {
      acquire: async ({ steal, lost }) => {
        if (this.#held && !steal) return false;
        this.#held?.lost();
        this.#held = { tab, lost };
        return true;
      },
      waitFor: (granted, lost) => {
        this.#waiting.push({ tab, granted, lost });
        return () => {
          this.#waiting = this.#waiting.filter((each) => each.tab !== tab);
        };
      },
      release: () => {
        if (this.#held?.tab !== tab) return;
        const next = this.#waiting.shift();
        this.#held = next ? { tab: next.tab, lost: next.lost } : null;
        next?.granted();
      },
    };
  }
}

describe('two tabs of one profile', () => {
  it('takes the messenger over, fences the old tab, and gives it back', async () => {
    const world = await World.begin();
    const tabs = new Tabs();
    const [first, bob] = await world.friends('alice', 'bob');
    await first.crashes();
    first.lock = tabs.lock();
    first.opensTheBrowser();
    await first.unlocks();
    const second = new Someone(world, 'alice');
    second.disk = first.disk;
    second.lock = tabs.lock();
    second.opensTheBrowser();
    await second.sees('that another tab is open', ({ phase }) => phase.at === 'other-tab');
    await second.does('takeOver', {});
    await first.sees('that another tab took over', ({ phase }) => phase.at === 'other-tab');
    await second.sees('the lock', ({ phase }) => phase.at === 'locked');
    await second.does('signIn', { username: 'alice', password: PASSWORD });
    await second.sees('bob', ({ conversations }) => conversations.length === 1);
    await second.writes('from the second tab');
    await bob.hasRead(['from the second tab']);
    await second.closesTheBrowser();
    await first.sees('that it is alone again', ({ phase }) => phase.at === 'locked');
    await world.end();
  });

  it('[V-8] refuses every write of a tab that lost the messenger without hearing of it', async () => {
    const world = await World.begin();
    const [first] = await world.friends('alice', 'bob');
    const { roomId } = first.conversation;
    const second = new Someone(world, 'alice');
    second.disk = first.disk;
    second.opensTheBrowser();
    await second.sees('the lock', ({ phase }) => phase.at === 'locked');
    const before = structuredClone(first.disk.shelves);
    expect(await first.tries('sendText', { roomId, body: 'x' })).toBe('busy');
    expect(first.disk.shelves).toEqual(before);
    await world.end();
    await second.closesTheBrowser();
  });
});
