import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ApiError } from '../../src/messenger/ports/api.ts';
import { StoreError, type Store } from '../../src/messenger/ports/store.ts';
import { eventually } from './world/eventually.ts';
import { refusingStore } from './world/failing-store.ts';
import { Profile } from './world/profile.ts';
import { PASSWORD, Someone } from './world/someone.ts';
import { TabOf } from './world/tab-of.ts';
import { World } from './world/world.ts';

describe('several tabs of one profile', () => {
  let world: World;
  let profile: Profile;
  let bob: Someone;
  let first: TabOf;
  let second: TabOf;

  beforeEach(async () => {
    world = await World.begin();
    const [alice, friend] = await world.friends('alice', 'bob');
    bob = friend;
    await alice.crashes();
    profile = new Profile();
    first = new TabOf(world, alice, profile);
    await first.unlocks();
    second = new TabOf(world, alice, profile);
    second.opensTheBrowser();
    await second.sees('bob', ({ conversations }) => conversations.length === 1);
  });

  afterEach(async () => {
    await world.end();
  });

  it('show the same, without another password, and each can write', async () => {
    await second.writes('from the second tab');
    await first.writes('from the first tab');
    const both = ['from the second tab', 'from the first tab'];
    await bob.hasRead(both);
    for (const each of [first, second, bob]) expect(await each.bodies()).toEqual(both);
    await bob.writes('to both');
    await first.hasRead([...both, 'to both']);
    await second.hasRead([...both, 'to both']);
  });

  it('count a message as read when one shows it, and no longer when that one is gone', async () => {
    await second.looks();
    await bob.writes('one');
    await bob.sees(
      'that it was read',
      ({ conversations }) => conversations[0]?.lastMessage?.state === 'read',
    );
    await first.sees('nothing unread', ({ conversations }) => conversations[0]?.unread === 0);
    second.dies();
    await bob.writes('two');
    await first.sees('one unread', ({ conversations }) => conversations[0]?.unread === 1);
  });

  it('go on without the one that worked, with no password', async () => {
    await first.closesTheBrowser();
    await second.writes('still here');
    await bob.hasRead(['still here']);
    await second.sees('online', ({ connection }) => connection.state === 'online');
    expect(profile.holder).toBe(second.tab);
  });

  it('lose nothing of what was under way when that one is killed, and do nothing twice', async () => {
    const bodies = Array.from({ length: 40 }, (_, at) => `message ${at}`);
    const { roomId } = second.conversation;
    const answers = bodies.map((body) => second.tries('sendText', { roomId, body }));
    await Promise.all(answers.slice(0, 5));
    first.dies();
    expect(await Promise.all(answers)).toEqual(bodies.map(() => 'ok'));
    await bob.hasRead(bodies);
    expect(await second.bodies()).toEqual(bodies);
    expect(await bob.bodies()).toEqual(bodies);
  });

  it('[V-22] are locked together, and stay so when the one that worked is gone', async () => {
    await second.does('lock', {});
    await first.sees('the lock', ({ phase }) => phase.at === 'locked');
    await second.sees('the lock', ({ phase }) => phase.at === 'locked');
    first.dies();
    await second.unlocks();
    await second.writes('open again');
    await bob.hasRead(['open again']);
  });

  it('[V-22] keep no keys of an account that could not be opened again', async () => {
    let isDamaged = false;
    const third = new TabOf(world, first, profile);
    const wrap = third.wrapStore;
    const once = <T>(read: () => Promise<T>): Promise<T> => {
      if (!isDamaged) return read();
      isDamaged = false;
      return Promise.reject(new StoreError('unavailable'));
    };
    third.wrapStore = (store) => {
      const inner = wrap(store);
      const reading: Partial<Store> = {
        get: (...input) => once(() => inner.get(...input)),
        getMany: (...input) => once(() => inner.getMany(...input)),
        range: (...input) => once(() => inner.range(...input)),
      };
      return { ...refusingStore(inner, 'full', () => false), ...reading };
    };
    third.opensTheBrowser();
    await third.sees('bob', ({ conversations }) => conversations.length === 1);
    await second.closesTheBrowser();
    await first.closesTheBrowser();
    await third.writes('alone');
    const fourth = new TabOf(world, first, profile);
    fourth.opensTheBrowser();
    await fourth.sees('bob', ({ conversations }) => conversations.length === 1);
    const { roomId } = fourth.conversation;
    Object.assign(third.api.social, {
      putDeviceList: async () => {
        isDamaged = true;
        throw new ApiError('network');
      },
    });
    await third.tries('lostOrStolen', { password: PASSWORD });
    await third.sees('the lock', ({ phase }) => phase.at === 'locked');
    third.dies();
    await eventually('the next one works', async () => profile.holder === fourth.tab || undefined);
    expect(await fourth.tries('sendText', { roomId, body: 'without a password' })).toBe('busy');
    expect(fourth.snapshot?.phase.at).toBe('locked');
  });

  it('open together, and end together', async () => {
    await first.does('lock', {});
    await second.sees('the lock', ({ phase }) => phase.at === 'locked');
    await second.unlocks();
    await first.sees('bob', ({ conversations }) => conversations.length === 1);
    await first.does('signOut', { erase: true });
    await second.sees('the welcome', ({ phase }) => phase.at === 'welcome');
    await second.does('signUp', { ...second.form(), username: 'carol' });
    await first.sees('carol', ({ phase }) => phase.at === 'ready' && phase.me.username === 'carol');
  });

  it('[V-22] are not opened by one that did not hear of the lock', async () => {
    const third = new TabOf(world, first, profile);
    third.opensTheBrowser();
    await third.sees('bob', ({ conversations }) => conversations.length === 1);
    second.tab.freezes();
    await third.does('lock', {});
    await first.sees('the lock', ({ phase }) => phase.at === 'locked');
    // The one that slept is the next in line, and still has the keys.
    second.tab.forgets();
    first.dies();
    second.tab.thaws();
    await second.sees('the lock', ({ phase }) => phase.at === 'locked');
    await third.sees('the lock', ({ phase }) => phase.at === 'locked');
    expect(profile.holder).toBe(second.tab);
  });

  it('[V-22] give the keys to one that came too late to be told them', async () => {
    const third = new TabOf(world, first, profile);
    third.opensTheBrowser();
    await third.sees('bob', ({ conversations }) => conversations.length === 1);
    // Taken by force: the second waits behind the third from now on, and the third is the next.
    second.tab.freezes();
    first.tab.freezes();
    await third.writes('awake');
    first.tab.thaws();
    second.tab.thaws();
    const late = new TabOf(world, first, profile);
    late.opensTheBrowser();
    late.tab.freezes();
    third.dies();
    late.tab.thaws();
    await late.sees('bob', ({ conversations }) => conversations.length === 1);
    await first.sees('bob', ({ conversations }) => conversations.length === 1);
    await first.writes('awake too');
    await bob.hasRead(['awake', 'awake too']);
  });

  it('show what became of a message while nobody told them', async () => {
    const { roomId } = second.conversation;
    await second.writes('one');
    await second.does('messages', { roomId, fromIndex: 0, count: 100 });
    await first.sees(
      'that it came',
      ({ conversations }) => conversations[0]?.lastMessage?.state === 'delivered',
    );
    // What is said from now on does not reach it.
    second.tab.freezes();
    await bob.looks();
    await first.sees(
      'that it was read',
      ({ conversations }) => conversations[0]?.lastMessage?.state === 'read',
    );
    second.tab.forgets();
    second.events.length = 0;
    first.dies();
    second.tab.thaws();
    await eventually(
      'the second knows',
      async () => second.events.some(({ body, state }) => body === 'one' && state === 'read') || undefined,
    );
  });

  it('lose nothing and do nothing twice when the one that works sleeps for a moment', async () => {
    const bodies = Array.from({ length: 20 }, (_, at) => `message ${at}`);
    const { roomId } = second.conversation;
    const answers = Promise.all(bodies.map((body) => second.tries('sendText', { roomId, body })));
    first.tab.freezes();
    // Long enough to be asked again, too short to be robbed.
    await new Promise<void>((resolve) => void world.timers.after(5_000, resolve));
    first.tab.thaws();
    expect(await answers).toEqual(bodies.map(() => 'ok'));
    await bob.hasRead(bodies);
    expect(await bob.bodies()).toEqual(bodies);
  });

  it('are told everything anew when they slept, and little waits for them until then', async () => {
    const { roomId } = second.conversation;
    await second.does('messages', { roomId, fromIndex: 0, count: 100 });
    second.tab.freezes();
    const bodies = Array.from({ length: 30 }, (_, at) => `message ${at}`);
    for (const body of bodies) {
      await first.writes(body);
      await bob.hasRead(bodies.slice(0, bodies.indexOf(body) + 1));
    }
    expect(second.tab.unheard).toBeLessThan(20);
    second.events.length = 0;
    second.tab.thaws();
    await second.sees('all', ({ conversations }) => (conversations[0]?.messageCount ?? 0) > bodies.length);
    await eventually(
      'the second has them on its screen',
      async () => bodies.every((body) => second.events.some((message) => message.body === body)) || undefined,
    );
  });

  it('do not throw out who works when they wake, though the lock was once theirs', async () => {
    const third = new TabOf(world, first, profile);
    third.opensTheBrowser();
    await third.sees('bob', ({ conversations }) => conversations.length === 1);
    second.tab.freezes();
    await first.closesTheBrowser();
    // Given to the second, which does not hear of it; taken from it by the third.
    await third.writes('in between');
    const { generation } = first.disk;
    second.tab.thaws();
    await second.writes('awake');
    await bob.hasRead(['in between', 'awake']);
    expect(profile.holder).toBe(third.tab);
    expect(first.disk.generation).toBe(generation);
  });

  it('bound what waits for one that does not answer', async () => {
    first.tab.freezes();
    const { roomId } = second.conversation;
    const asked = Array.from({ length: 520 }, () => second.tries('saveDraft', { roomId, draft: 'x' }));
    const answers = await Promise.all(asked);
    expect(answers.filter((answer) => answer === 'busy').length).toBe(8);
    expect(answers.filter((answer) => answer === 'ok').length).toBe(512);
  });

  it('[V-8] take the lock from one that is frozen, which then follows', async () => {
    first.tab.freezes();
    await second.writes('while the other sleeps');
    await bob.hasRead(['while the other sleeps']);
    expect(profile.holder).toBe(second.tab);
    first.tab.thaws();
    await first.writes('awake');
    await bob.hasRead(['while the other sleeps', 'awake']);
    await second.sees('online', ({ connection }) => connection.state === 'online');
    expect(profile.holder).toBe(second.tab);
  });

  it('of another build wait outside until they are told to take over', async () => {
    const newer = new TabOf(world, first, profile, 'newer');
    newer.opensTheBrowser();
    await newer.sees('that another one works', ({ phase }) => phase.at === 'other-tab');
    expect(await newer.tries('lock', {})).toBe('busy');
    await newer.does('takeOver', {});
    await newer.sees('the lock', ({ phase }) => phase.at === 'locked');
    for (const each of [first, second])
      await each.sees('that another one works', ({ phase }) => phase.at === 'other-tab');
    await newer.closesTheBrowser();
    await first.sees('the lock', ({ phase }) => phase.at === 'locked');
    await first.unlocks();
    await second.sees('bob', ({ conversations }) => conversations.length === 1);
  });

  it('that cannot reach each other wait as well', async () => {
    const alone = new TabOf(world, first, profile);
    alone.tabs = undefined;
    alone.opensTheBrowser();
    await alone.sees('that another one works', ({ phase }) => phase.at === 'other-tab');
    await alone.does('takeOver', {});
    await alone.unlocks();
    await alone.writes('alone');
    await bob.hasRead(['alone']);
  });
});

it('a tab that slept since before any other opened gives its commands to the one that works', async () => {
  const world = await World.begin();
  const [alice, bob] = await world.friends('alice', 'bob');
  await alice.crashes();
  const profile = new Profile();
  const first = new TabOf(world, alice, profile);
  await first.unlocks();
  await first.writes('alone');
  first.tab.freezes();
  const second = new TabOf(world, alice, profile);
  second.opensTheBrowser();
  await second.sees('the lock', ({ phase }) => phase.at === 'locked');
  await second.unlocks();
  await second.writes('from the second');
  first.tab.thaws();
  const { roomId } = first.conversation;
  // What only looks may be done twice, and so may a text; all at once, as a page that wakes does.
  const answers = await Promise.all([
    first.tries('sendText', { roomId, body: 'awake' }),
    first.tries('saveDraft', { roomId, draft: 'and' }),
    first.tries('updateSettings', { sendReceipts: false }),
  ]);
  expect(answers).toEqual(['ok', 'ok', 'ok']);
  await bob.hasRead(['alone', 'from the second', 'awake']);
  expect(await bob.bodies()).toEqual(['alone', 'from the second', 'awake']);
  expect(profile.holder).toBe(second.tab);
  await world.end();
});
