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
  const stocks = others.map(({ deviceId }) => [deviceId, world.social.prekeys.stocks.get(deviceId)] as const);
  for (const [device] of stocks) world.social.prekeys.stocks.delete(device);
  const asked: string[] = [];
  alice.fault = (call) => {
    asked.push(call);
    return null;
  };
  for (const { username } of others) await alice.writes('when you can', alice.with(username));
  const times = () => asked.filter((call) => call === 'prekeyBundle').length;
  await alice.sees('that every one of them was asked for', () => times() >= MAX_LANES);
  await alice.writes('at once', alice.with('bob'));
  await bob.hasRead(['hello', 'at once']);

  for (const [device, stock] of stocks) if (stock) world.social.prekeys.stocks.set(device, stock);
  for (const other of others) await other.hasRead(['when you can']);
});

it('[PK-7] lets rooms hold up no other room when the service forbids to ask for prekeys, and goes on by itself', async () => {
  const { forbidden } = world.social.prekeys;
  const others = Array.from({ length: MAX_LANES }, (_, at) => world.someone(`friend${at}`));
  for (const other of others) {
    await other.signsUp();
    await alice.befriends(other);
    forbidden.set(other.deviceId, 3_600_000);
  }
  let asked = 0;
  alice.fault = (call) => {
    if (call === 'prekeyBundle') asked++;
    return null;
  };
  for (const { username } of others) await alice.writes('when I may', alice.with(username));
  await alice.sees('that every one of them was asked for', () => asked >= MAX_LANES);
  await alice.writes('at once', alice.with('bob'));
  await bob.hasRead(['hello', 'at once']);

  forbidden.clear();
  // The longest that the service is believed.
  alice.clockAheadMs += 600_000;
  for (const other of others) await other.hasRead(['when I may']);
});
