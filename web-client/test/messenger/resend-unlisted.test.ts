import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { links } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const TEN_MINUTES_MS = 600_000;

describe('[C-13] a message of a device that no list names yet', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  it('is asked for once the service shows the list that it withheld', async () => {
    const phone = world.someone('bob', 'phone');
    world.social.shows = (reader, account, genuine) =>
      reader === alice.accountId && account === bob.accountId ? genuine.slice(0, 1) : genuine;
    await links(bob, phone);
    await phone.sees('alice', ({ conversations }) => conversations.length === 1);
    await phone.writes('from my phone');
    await eventually('it is being repaired', async () =>
      (await alice.states()).includes('repairing') ? true : undefined,
    );
    world.social.shows = (_reader, _account, genuine) => genuine;
    await phone.writes('do you see it?');
    await eventually('the second is shown', async () =>
      (await alice.bodies()).includes('do you see it?') ? true : undefined,
    );
    world.nowMs += TEN_MINUTES_MS;
    await eventually('the first is, too, in its place', async () =>
      (await alice.bodies()).join() === 'from my phone,do you see it?' ? true : undefined,
    );
    expect(await alice.states()).toEqual(['received', 'received']);
  });
});
