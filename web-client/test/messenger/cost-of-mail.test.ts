import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Store } from '../../src/messenger/ports/store.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const MESSAGES = 200;
/**
 * Asking the storage costs the more the more often: what is asked for goes along with a whole batch. On a busy machine a
 * batch is what has come so far, and there are twice as many; to ask for each message would be at least once for each.
 */
const FEW = MESSAGES / 2;

/** Counts how often a messenger asks its storage for anything. */
function counting(store: Store, asked: () => void): Store {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'get' || name === 'getMany' || name === 'range') asked();
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

describe('Mail that waited', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let asked: number;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    asked = 0;
    bob.wrapStore = (store) => counting(store, () => asked++);
  });
  afterEach(() => world.end());

  it('is taken in without asking the storage for every message', async () => {
    await alice.writes('hello');
    await bob.hasRead(['hello']);
    await bob.closesTheBrowser();
    const bodies = Array.from({ length: MESSAGES }, (_, at) => `message ${at}`);
    for (const body of bodies) await alice.writes(body);
    await bob.unlocks();
    await bob.sees('the last', () => bob.conversation.lastMessage?.body === bodies.at(-1));
    expect(asked).toBeLessThan(FEW);
    await bob.hasRead(['hello', ...bodies]);
  });
});
