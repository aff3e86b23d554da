import { afterEach, beforeEach, it } from 'vitest';

import { MAX_LANES } from '../../src/messenger/outbox/postman.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

let world: World;
let alice: Someone;
let bob: Someone;
beforeEach(async () => {
  world = await World.begin();
  [alice, bob] = await world.friends('alice', 'bob');
  await alice.writes('hello');
  await bob.hasRead(['hello']);
});
afterEach(() => world.end());

it('[PK-7] lets rooms that wait for prekeys hold up no other room, however many they are', async () => {
  const others = Array.from({ length: MAX_LANES }, (_, at) => world.someone(`friend${at}`));
  for (const other of others) {
    await other.signsUp();
    await alice.befriends(other);
  }
  let asked = 0;
  alice.fault = (call) => {
    if (call !== 'prekeyBundle') return null;
    asked++;
    return 'before';
  };
  for (const { username } of others) await alice.writes('when you can', alice.with(username));
  await alice.sees('that every one of them was asked for', () => asked >= MAX_LANES);
  await alice.writes('at once', alice.with('bob'));
  await bob.hasRead(['hello', 'at once']);

  alice.fault = () => null;
  for (const other of others) await other.hasRead(['when you can']);
});
