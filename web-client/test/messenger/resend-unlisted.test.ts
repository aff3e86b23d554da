import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { links } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('[C-13] a message of a device that no list names yet', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  /** So many lists more than it shows the service says that it has of Bob. */
  let hidden: number;
  beforeEach(async () => {
    world = await World.begin();
    hidden = 0;
    const honest = world.social.client.bind(world.social);
    world.social.client = () => {
      const client = honest();
      return {
        ...client,
        deviceLists: async (token, accountId, after) => {
          const { lists, version } = await client.deviceLists(token, accountId, after);
          return { lists, version: version + (hidden > 0 && accountId === bob.accountId ? hidden : 0) };
        },
      };
    };
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  it.each([
    ['withheld', 0],
    ['says it has, and does not show', 1],
  ])('is asked for as soon as the service shows the list that it %s', async (_how, more) => {
    const phone = world.someone('bob', 'phone');
    world.social.shows = (reader, account, genuine) =>
      reader === alice.accountId && account === bob.accountId ? genuine.slice(0, 1) : genuine;
    await links(bob, phone);
    hidden = more;
    await phone.sees('alice', ({ conversations }) => conversations.length === 1);
    await phone.writes('from my phone');
    await eventually('it is being repaired', async () =>
      (await alice.states()).includes('repairing') ? true : undefined,
    );
    world.social.shows = (_reader, _account, genuine) => genuine;
    hidden = 0;
    await phone.writes('do you see it?');
    await eventually('the second is shown', async () =>
      (await alice.bodies()).includes('do you see it?') ? true : undefined,
    );
    await eventually('the first is, too, in its place', async () =>
      (await alice.bodies()).join() === 'from my phone,do you see it?' ? true : undefined,
    );
    expect(await alice.states()).toEqual(['received', 'received']);
  });
});
