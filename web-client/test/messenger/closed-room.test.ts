import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { Handmade } from './world/handmade.ts';
import type { Someone } from './world/someone.ts';
import { isStocked } from './world/stocked.ts';
import { World } from './world/world.ts';

/** A friendship that ended while mail was under way. */
describe('a room that was closed [C-18]', () => {
  let world: World;
  let alice: Someone;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  const unfriends = async (accountId: string) => {
    await alice.does('unfriend', { accountId });
    await alice.sees('that it is closed', ({ conversations }) => conversations[0]?.open === false);
  };
  const takenIn = () =>
    eventually('taken in', async () => world.relay.waiting(alice.deviceId) === 0 || undefined);

  it('opens nothing of who is no friend any more: no bubble, no session, no prekey', async () => {
    alice = world.someone('alice');
    await alice.signsUp();
    await isStocked(world, alice.deviceId);
    const mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(alice);
    world.relay.faults.push('withhold');
    await mallory.says(alice, { type: 'text', body: 'one more thing', replyTo: null }, { counter: 1 });
    await unfriends(mallory.accountId);
    const shelf = (name: 'sessions' | 'prekeys' | 'quarantine') => [
      ...(alice.disk.shelves.get(name)?.keys() ?? []),
    ];
    const prekeys = shelf('prekeys');
    const { messageCount } = alice.conversation;
    world.relay.release();
    await eventually('it is refused', async () => shelf('quarantine').length > 0 || undefined);
    await takenIn();
    expect(shelf('quarantine')).toHaveLength(1);
    expect([shelf('sessions'), shelf('prekeys')]).toEqual([[], prekeys]);
    expect(alice.conversation.messageCount).toBe(messageCount);
  });

  it('shows what was under way when it closed once the two are friends again', async () => {
    const [one, bob] = await world.friends('alice', 'bob');
    alice = one;
    await bob.writes('one');
    await alice.hasRead(['one']);
    world.relay.faults.push('withhold');
    await bob.writes('two');
    await bob.sees('it accepted', ({ conversations }) => {
      return ['sent', 'delivered'].includes(conversations[0]?.lastMessage?.state ?? '');
    });
    await unfriends(bob.accountId);
    world.relay.release();
    await eventually(
      'it is refused',
      async () => alice.disk.shelves.get('quarantine')?.size === 1 || undefined,
    );
    await takenIn();
    expect(await alice.bodies()).toEqual(['one']);
    await bob.sees('that it is closed', ({ conversations }) => conversations[0]?.open === false);
    await bob.befriends(alice);
    await bob.writes('three');
    await eventually('three', async () => (await alice.bodies()).includes('three') || undefined);
    world.nowMs += 10_000;
    await eventually('two', async () => (await alice.bodies()).join() === 'one,two,three' || undefined);
  });
});
