import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { World } from './world/world.ts';

describe('a first message', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('goes both ways and becomes delivered and read', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('hello bob');
    await bob.hasRead(['hello bob']);
    await bob.writes('hello alice');
    await alice.hasRead(['hello bob', 'hello alice']);
    expect(await alice.bodies()).toEqual(['hello bob', 'hello alice']);
    expect(await bob.bodies()).toEqual(['hello bob', 'hello alice']);
    await eventually('delivered', async () => (await alice.states())[0] === 'delivered' || undefined);
    await bob.sees('one unread', ({ conversations }) => conversations[0]?.unread === 1);
    await bob.looks();
    await eventually('read', async () => (await alice.states())[0] === 'read' || undefined);
    await bob.sees('nothing unread', ({ conversations }) => conversations[0]?.unread === 0);
  });
});
