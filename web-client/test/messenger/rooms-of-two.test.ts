import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('[C-19] a server that lies about rooms', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  const accountOf = ({ username }: Someone): string => world.auth.byName(username)?.accountId ?? '';

  it.each<readonly [string, (others: { bob: string; mallory: string }) => string[]]>([
    ['gives the conversation with Bob to nobody else', ({ mallory }) => [mallory]],
    ['puts nobody into the conversation with Bob', ({ bob: friend, mallory }) => [friend, mallory]],
  ])('%s', async (_, lie) => {
    const { roomId, person } = alice.conversation;
    const mallory = world.someone('mallory');
    await mallory.signsUp();
    const members = [accountOf(alice), ...lie({ bob: accountOf(bob), mallory: accountOf(mallory) })];
    Object.assign(world.social.rooms.get(roomId) ?? {}, { members, version: 9 });
    world.relay.drop(alice.deviceId);
    await alice.sees('a room that is none close', ({ conversations }) => conversations[0]?.open === false);
    expect(alice.conversation.person.accountId).toBe(person.accountId);
  });
});
