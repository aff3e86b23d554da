import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { recovers, setsAPhrase } from './world/recovering.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** More than a chain that goes on may be asked for. */
const ANSWERS = 20;

describe('an account with more device lists than a service gives at once', () => {
  let world: World;
  let alice: Someone;
  let phrase: string;
  /** How many lists one answer holds. */
  let atOnce = 64;
  beforeEach(async () => {
    world = await World.begin();
    const honest = world.social.client.bind(world.social);
    world.social.client = () => {
      const client = honest();
      return {
        ...client,
        deviceLists: async (token, accountId, after) => {
          const { lists, version } = await client.deviceLists(token, accountId, after);
          return { lists: lists.slice(0, atOnce), version };
        },
      };
    };
    alice = world.someone('alice');
    await alice.signsUp();
    phrase = await setsAPhrase(alice);
    for (let version = 2; version <= ANSWERS; version++) {
      await alice.closesTheBrowser();
      alice = world.someone('alice');
      await recovers(alice, phrase);
    }
    await alice.closesTheBrowser();
    atOnce = 1;
    alice = world.someone('alice');
  });
  afterEach(() => world.end());

  const lists = () => world.social.lists.get(alice.accountId)?.length;

  it('[RP-7] is recovered', async () => {
    expect(lists()).toBe(ANSWERS);
    expect(await recovers(alice, phrase)).toBe('ok');
    expect(lists()).toBe(ANSWERS + 1);
  });

  it('is started over', async () => {
    expect(await alice.tries('startOver', { username: 'alice', password: PASSWORD })).toBe('ok');
    expect(lists()).toBe(ANSWERS + 1);
  });

  it('is not started over where the lists do not come: no keys are made in vain', async () => {
    atOnce = 0;
    expect(await alice.tries('startOver', { username: 'alice', password: PASSWORD })).toBe('unavailable');
    expect(alice.disk.shelves.get('vaults')?.size ?? 0).toBe(0);
    expect([...world.auth.logins.values()].filter(({ ended }) => !ended)).toHaveLength(1);
  });
});
