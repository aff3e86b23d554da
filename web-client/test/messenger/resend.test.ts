import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

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
});
