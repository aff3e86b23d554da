import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { limits } from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { cutStore } from './world/failing-store.ts';
import { Handmade } from './world/handmade.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const sent = (person: Someone, body: string) =>
  person.sees(`"${body}" accepted`, ({ conversations }) => {
    const last = conversations[0]?.lastMessage;
    return last?.body === body && last.state !== 'sending';
  });

const shows = (person: Someone, bodies: readonly string[]) =>
  eventually(`${person.username} shows ${bodies.join(', ')}`, async () =>
    (await person.bodies()).join() === bodies.join() ? true : undefined,
  );

describe('a message that could not be read', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('one');
    await bob.hasRead(['one']);
  });
  afterEach(() => world.end());

  /** Bob's ratchet sessions are gone, as after a damaged disk, while Alice writes on. */
  async function bobForgets(...bodies: readonly string[]): Promise<void> {
    await bob.crashes();
    bob.disk.shelves.get('sessions')?.clear();
    for (const body of bodies) await alice.writes(body);
    await sent(alice, bodies.at(-1) ?? '');
  }

  /** Asks of Bob's device that the relay has taken. */
  const requests = () =>
    world.relay.sends.filter(({ from, targeted }) => targeted && from === bob.deviceId).length;

  it('[C-13] [C-15] is asked for, and mended in its place', async () => {
    await bobForgets('two', 'three');
    await bob.unlocks();
    await shows(bob, ['one', 'two', 'three']);
    expect(await bob.states()).toEqual(['received', 'received', 'received']);
    expect(bob.events.some(({ state }) => state === 'repairing')).toBe(true);
    expect(bob.conversation.unread).toBe(3);
    await alice.writes('four');
    await shows(bob, ['one', 'two', 'three', 'four']);
    expect(await bob.notices()).not.toContain('messages-missing');
    await bob.looks();
    await eventually('alice sees all read', async () =>
      (await alice.states()).every((state) => state === 'read') ? true : undefined,
    );
  });

  it('[PK-7] [C-13] is asked of nobody without prekeys: that counts as no asking, and holds nothing up', async () => {
    let looked = 0;
    bob.fault = (call) => {
      if (call === 'prekeyBundle') looked++;
      return null;
    };
    await eventually('no receipt is due', async () => (await alice.states())[0] === 'delivered' || undefined);
    const { stocks } = world.social.prekeys;
    const stock = stocks.get(alice.deviceId);
    await bobForgets('two');
    stocks.delete(alice.deviceId);
    await bob.unlocks();
    for (let times = 1; times <= limits.MAX_RESEND_ASKS + 1; times++) {
      await eventually(`looked for ${times} times`, async () => looked >= times || undefined);
      await eventually('nothing waits', async () => bob.disk.shelves.get('outbox')?.size === 0 || undefined);
      world.nowMs += 10 * MINUTE_MS;
    }
    expect(requests()).toBe(0);
    if (stock) stocks.set(alice.deviceId, stock);
    world.nowMs += 10 * MINUTE_MS;
    await shows(bob, ['one', 'two']);
    expect(await bob.states()).toEqual(['received', 'received']);
  });

  it('[C-13] was left out by the relay: asked for by its number, and put where it belongs', async () => {
    world.relay.faults.push('swallow', 'swallow');
    await alice.writes('two');
    await alice.writes('three');
    await sent(alice, 'three');
    await alice.writes('four');
    await bob.hasRead(['one', 'four']);
    world.nowMs += 10_000;
    await shows(bob, ['one', 'two', 'three', 'four']);
    expect(await bob.notices()).not.toContain('messages-missing');
  });

  /** The three asks in their time; a day later it is given up. */
  async function bobAsksInVain(): Promise<void> {
    for (const [times, pause] of [10 * MINUTE_MS, 6 * HOUR_MS, 23 * HOUR_MS].entries()) {
      await eventually(`asked ${times + 1} times`, async () => requests() > times || undefined);
      world.nowMs += pause;
    }
    expect(requests()).toBe(3);
    expect(bob.disk.shelves.get('repairs')?.size).toBeGreaterThan(0);
    world.nowMs += HOUR_MS;
    await eventually('given up', async () => bob.disk.shelves.get('repairs')?.size === 0 || undefined);
    expect(requests()).toBe(3);
  }

  it('[C-13] is asked for three times, then given up; a late answer mends it all the same', async () => {
    await bobForgets('two');
    // Alice is away: her device answers when it is back.
    await alice.closesTheBrowser();
    await bob.unlocks();
    await eventually(
      'it is being repaired',
      async () => (await bob.states()).at(-1) === 'repairing' || undefined,
    );
    await bobAsksInVain();
    expect((await bob.states()).at(-1)).toBe('lost');
    await alice.unlocks();
    await shows(bob, ['one', 'two']);
  });

  it('[C-13] [C-15] was left out, and nobody answers: that is said, until an answer comes after all', async () => {
    const notice = async () => {
      const all = await bob.does('messages', { roomId: bob.conversation.roomId, fromIndex: 0, count: 9 });
      return all.find((entry) => entry.notice === 'messages-missing')?.state;
    };
    world.relay.faults.push('swallow', 'swallow');
    for (const body of ['two', 'three', 'four']) await alice.writes(body);
    await bob.hasRead(['one', 'four']);
    await alice.closesTheBrowser();
    expect(await notice()).toBe('repairing');
    world.nowMs += 10_000;
    await bobAsksInVain();
    expect(await notice()).toBe('lost');
    await alice.unlocks();
    await shows(bob, ['one', 'two', 'three', 'four']);
    expect(await notice()).toBeUndefined();
  });

  it('[C-13] [V-19] is asked for after a restart as if there had been none', async () => {
    await bobForgets('two');
    await alice.closesTheBrowser();
    await bob.unlocks();
    await eventually('asked once', async () => requests() === 1 || undefined);
    await bob.crashes();
    world.nowMs += 10 * MINUTE_MS;
    await bob.unlocks();
    await eventually('asked twice', async () => requests() === 2 || undefined);
    await alice.unlocks();
    await shows(bob, ['one', 'two']);
    expect(bob.disk.shelves.get('repairs')?.size).toBe(0);
  });

  it('[V-18] is still known to its sender after 44 days, and forgotten after 46', async () => {
    const kept = () => alice.disk.shelves.get('sent')?.size ?? 0;
    await alice.writes('two');
    await bob.hasRead(['one', 'two']);
    expect(kept()).toBe(2);
    const reconnects = async (days: number) => {
      world.nowMs += days * 24 * HOUR_MS;
      world.relay.drop(alice.deviceId);
      await alice.sees('online again', ({ connection }) => connection.state === 'online');
    };
    await reconnects(44);
    await alice.writes('three');
    await bob.hasRead(['one', 'two', 'three']);
    expect(kept()).toBe(3);
    await reconnects(2);
    await eventually('the first two are forgotten', async () => kept() === 1 || undefined);
  });

  it('[V-18] that was refused for good is not kept: it never left', async () => {
    world.relay.faults.push('refuse');
    await alice.writes('two');
    await eventually('refused', async () => (await alice.states()).includes('failed') || undefined);
    expect(alice.disk.shelves.get('sent')?.size).toBe(1);
  });

  it('is asked for in bounds: who floods others with garbage is not asked for all of it [V-19]', async () => {
    const mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(bob);
    await mallory.says(bob, { type: 'text', body: 'hello', replyTo: null }, { counter: 1 });
    await mallory.hasGot(1);
    const room = () => bob.with('mallory');
    // One more conversation than `Someone` has eyes for.
    const stateOf = async (fromIndex: number) =>
      (await bob.does('messages', { roomId: room()?.roomId ?? '', fromIndex, count: 200 })).map(
        ({ state }) => state,
      );
    const before = requests();
    await Promise.all(Array.from({ length: 20 }, () => mallory.saysGarbage(bob)));
    await eventually('it is asked for', async () => requests() > before || undefined);
    expect(requests() - before).toBeLessThan(20);
    await bob.closesTheBrowser();
    for (let at = 20; at < 300; at++) await mallory.saysGarbage(bob);
    await bob.unlocks();
    await eventually('all of it is in', async () => (room()?.messageCount ?? 0) >= 302 || undefined);
    const states = [...(await stateOf(0)), ...(await stateOf(200))];
    expect(states.filter((state) => state === 'repairing')).toHaveLength(256);
    expect(states.filter((state) => state === 'lost')).toHaveLength(44);
    expect(requests() - before).toBeLessThan(20 + 280 / limits.MAX_RESEND_IDS);
  });

  /** Asked of a browser that may just be going down. */
  const mended = async () => {
    const states = await bob.states().catch(() => []);
    return states.length === 3 && states.every((state) => state === 'received') ? true : undefined;
  };

  it('loses nothing when the power goes out at any commit of who asks [V-7] [V-19]', async () => {
    await bobForgets('two', 'three');
    for (let at = 1; at <= 8; at++) {
      let cut = false;
      bob.wrapStore = (store) => cutStore(store, { at, after: at % 2 === 0, happened: () => (cut = true) });
      bob.opensTheBrowser();
      await bob.tries('unlock', { password: PASSWORD });
      await eventually('the power goes out, or all is mended', async () => cut || (await mended()));
      await bob.crashes();
    }
    bob.wrapStore = (store) => store;
    await bob.unlocks();
    world.nowMs += 10 * MINUTE_MS;
    await shows(bob, ['one', 'two', 'three']);
  });

  it('loses nothing when the power goes out at any commit of who answers [V-6] [V-18]', async () => {
    await bobForgets('two', 'three');
    await alice.crashes();
    await bob.unlocks();
    await eventually('asked', async () => requests() === 1 || undefined);
    for (let at = 1; at <= 8; at++) {
      let cut = false;
      alice.wrapStore = (store) => cutStore(store, { at, after: at % 2 === 0, happened: () => (cut = true) });
      alice.opensTheBrowser();
      await alice.tries('unlock', { password: PASSWORD });
      await eventually('the power goes out, or all is mended', async () => cut || (await mended()));
      await alice.crashes();
    }
    alice.wrapStore = (store) => store;
    await alice.unlocks();
    await shows(bob, ['one', 'two', 'three']);
  });
});
