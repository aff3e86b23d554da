import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('a group of three', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let carol: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    carol = world.someone('carol');
    await carol.signsUp();
    await alice.befriends(carol);
  });
  afterEach(() => world.end());

  it('is made, joined and written in', async () => {
    const { roomId } = await alice.does('createGroup', {
      name: 'Trio',
      description: 'three of us',
      usernames: ['bob', 'carol'],
    });
    for (const guest of [bob, carol]) {
      const { invitations } = await guest.sees(
        'the invitation',
        (snapshot) => snapshot.invitations.length === 1,
      );
      expect(invitations[0]).toMatchObject({
        roomId,
        name: 'Trio',
        description: 'three of us',
        by: { username: 'alice' },
      });
      await guest.does('acceptInvitation', { roomId });
    }
    await alice.sees('three members', () => alice.group.members.length === 3);
    await alice.writes('hello, you two', alice.group);
    for (const guest of [bob, carol]) await guest.hasRead(['hello, you two'], { roomId });
    expect(await bob.bodies({ roomId })).toEqual(['hello, you two']);
    expect(await carol.bodies({ roomId })).toEqual(['hello, you two']);
    expect(bob.group.name).toBe('Trio');
    await eventually(
      'delivered to both',
      async () => (await alice.states({ roomId })).at(-1) === 'delivered' || undefined,
    );
  });
});
