import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SENT } from '../../src/messenger/repair/records.ts';
import { eventually } from './world/eventually.ts';
import { Handmade } from './world/handmade.ts';
import { recordsOf } from './world/peek.ts';
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

  it('holds up nobody else while nobody says whether it opened again', async () => {
    const [one, bob] = await world.friends('alice', 'bob');
    alice = one;
    const carol = world.someone('carol');
    await carol.signsUp();
    world.relay.faults.push('withhold');
    await bob.writes('too late');
    await bob.sees('it accepted', ({ conversations }) => {
      return ['sent', 'delivered'].includes(conversations[0]?.lastMessage?.state ?? '');
    });
    await unfriends(bob.accountId);
    await carol.befriends(alice);
    alice.fault = (call) => (call === 'friendRequests' ? 'busy' : null);
    world.relay.release();
    await carol.writes('hello');
    await alice.hasRead(['hello'], alice.with('carol'));
    expect(world.relay.waiting(alice.deviceId)).toBeGreaterThan(0);
    alice.fault = () => null;
    await takenIn();
    expect(alice.disk.shelves.get('quarantine')?.size).toBe(1);
  });

  describe('and what it had taken with an answer that was lost', () => {
    let bob: Someone;
    beforeEach(async () => {
      [alice, bob] = await world.friends('alice', 'bob');
      await bob.writes('one');
      await alice.hasRead(['one']);
    });

    const stateOfTwo = async () => (await bob.reads()).find(({ body }) => body === 'two')?.state;

    /** The relay takes it, nobody tells Bob, and when he asks again the room is closed. */
    async function twoIsTakenAndRefused(): Promise<void> {
      world.relay.faults.push('lose-answer');
      world.relay.down = true;
      await bob.writes('two');
      await bob.sees('that he is offline', ({ connection }) => connection.state === 'offline');
      await unfriends(bob.accountId);
      world.relay.down = false;
      await eventually('refused', async () => (await stateOfTwo()) === 'failed' || undefined);
    }
    async function areFriendsAgain(): Promise<void> {
      await bob.befriends(alice);
      await bob.sees('that it is open', ({ conversations }) => conversations[0]?.open === true);
    }

    it('[C-18] is shown once the two are friends again, and its sender hears that it arrived', async () => {
      world.relay.keptBack.add(bob.deviceId);
      await twoIsTakenAndRefused();
      world.relay.keptBack.delete(bob.deviceId);
      world.relay.release();
      await eventually(
        'it is refused',
        async () => alice.disk.shelves.get('quarantine')?.size === 1 || undefined,
      );
      await areFriendsAgain();
      await bob.writes('three');
      await eventually('three', async () => (await alice.bodies()).includes('three') || undefined);
      world.nowMs += 10_000;
      await eventually('two', async () => (await alice.bodies()).join() === 'one,two,three' || undefined);
      await eventually('it arrived', async () => (await stateOfTwo()) === 'delivered' || undefined);
    });

    it('[C-18] is shown so, too, when the relay said that its store did not answer', async () => {
      world.relay.keptBack.add(bob.deviceId);
      world.relay.faults.push('store-and-put-off');
      await bob.writes('two');
      await eventually('it was put off', () => Promise.resolve(world.relay.faults.length === 0 || undefined));
      await unfriends(bob.accountId);
      await eventually('refused', async () => (await stateOfTwo()) === 'failed' || undefined);
      world.relay.keptBack.delete(bob.deviceId);
      world.relay.release();
      await areFriendsAgain();
      await bob.writes('three');
      await eventually('three', async () => (await alice.bodies()).includes('three') || undefined);
      world.nowMs += 10_000;
      await eventually('two', async () => (await alice.bodies()).join() === 'one,two,three' || undefined);
    });

    it('[C-11] keeps its number when its sender takes it away, and is sent to nobody any more', async () => {
      await twoIsTakenAndRefused();
      const { roomId } = bob.conversation;
      await areFriendsAgain();
      const two = (await bob.reads()).find(({ body }) => body === 'two');
      await bob.does('discardMessage', { roomId, id: two?.id ?? '' });
      expect((await recordsOf(bob, SENT)).map(({ counter }) => counter)).toEqual([1]);
      await bob.writes('three');
      await eventually('three', async () => (await alice.bodies()).includes('three') || undefined);
      expect((await recordsOf(bob, SENT)).map(({ counter }) => counter)).toEqual([1, 3]);
    });

    it('[C-11] gives its number to the next one where it was refused at the first try', async () => {
      await bob.sees('it arrived', ({ conversations }) => conversations[0]?.lastMessage?.state !== 'sending');
      world.relay.faults.push('refuse');
      await bob.writes('two');
      await eventually('refused', async () => (await stateOfTwo()) === 'failed' || undefined);
      expect((await recordsOf(bob, SENT)).map(({ counter }) => counter)).toEqual([1]);
    });
  });
});
