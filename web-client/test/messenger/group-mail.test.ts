import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { befriended, hasMembers, isIn, joins, story, tells, trio } from './world/gathering.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('mail of a group', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let carol: Someone;
  let roomId: string;
  beforeEach(async () => {
    world = await World.begin();
    ({ alice, bob, carol, roomId } = await trio(world));
  });
  afterEach(() => world.end());

  const missing = async (someone: Someone) =>
    (await someone.notices({ roomId })).filter((each) => each === 'messages-missing').length;

  it('[C-12] [C-13] is missed by each who did not get it, and comes in its place', async () => {
    await alice.writes('one', { roomId });
    for (const each of [bob, carol]) await each.hasRead(['one'], { roomId });
    world.relay.faults.push('swallow');
    await alice.writes('two', { roomId });
    await isIn(alice, roomId, 'two', 'sent');
    await alice.writes('three', { roomId });
    for (const each of [bob, carol]) {
      await eventually(`${each.username} misses one`, async () => (await missing(each)) === 1 || undefined);
    }
    // It may only have been late.
    world.nowMs += 10_000;
    for (const each of [bob, carol]) {
      await eventually(`${each.username} has all three`, async () =>
        (await each.bodies({ roomId })).join() === 'one,two,three' ? true : undefined,
      );
      expect(await missing(each)).toBe(0);
    }
    await isIn(alice, roomId, 'two', 'delivered');
    // Each asked by themselves, and was answered by themselves.
    const resent = world.relay.sends.filter(({ from, targeted }) => from === alice.deviceId && targeted);
    expect(resent.map(({ to }) => to.length)).toEqual([1, 1]);
  });

  it('[C-12] is counted from the first that came by who joined later, and by who joined again', async () => {
    for (const body of ['one', 'two']) await alice.writes(body, { roomId });
    await bob.hasRead(['one', 'two'], { roomId });
    const dave = await befriended(world, alice, 'dave');
    await alice.does('removeMember', { roomId, accountId: bob.accountId });
    await alice.writes('three', { roomId });
    await carol.hasRead(['1', '2', '3'], { roomId });
    await alice.does('addPeople', { roomId, usernames: ['bob', 'dave'] });
    for (const each of [bob, dave]) await joins(each, roomId);
    await hasMembers(alice, 'alice', 'bob', 'carol', 'dave');
    await alice.writes('four', { roomId });
    await dave.hasRead(['four'], { roomId });
    await bob.hasRead(['1', '2', '4'], { roomId });
    expect(await bob.bodies({ roomId })).toEqual(['one', 'two', 'four']);
    expect(await dave.bodies({ roomId })).toEqual(['four']);
    for (const each of [bob, dave]) expect(await missing(each)).toBe(0);
    // Alice was there before all of them: she would have noticed.
    world.relay.faults.push('swallow');
    await dave.writes('the first of dave', { roomId });
    await isIn(dave, roomId, 'the first of dave', 'sent');
    await dave.writes('the second', { roomId });
    await eventually('alice misses one', async () => (await missing(alice)) === 1 || undefined);
    world.nowMs += 10_000;
    await eventually('alice has both', async () =>
      (await alice.bodies({ roomId })).slice(-2).join() === 'the first of dave,the second' ? true : undefined,
    );
  });

  it('[F-3] goes in several frames when its keys do not fit into one', async () => {
    world.relay.maxFrameBytes = 16_384;
    world.relay.drop();
    for (const each of [alice, bob, carol]) {
      await each.sees('online', ({ connection }) => connection.state === 'online');
    }
    const body = 'x'.repeat(16_000);
    await bob.writes(body, { roomId });
    for (const each of [alice, carol]) await each.hasRead([body], { roomId });
    expect(await carol.bodies({ roomId })).toEqual([body]);
    await isIn(bob, roomId, body, 'delivered');
  });

  it('[M-15] tells a name after the log told that there is one', async () => {
    await alice.writes('sessions', { roomId });
    await bob.hasRead(['sessions'], { roomId });
    world.relay.down = true;
    world.relay.drop(alice.deviceId);
    await alice.sees('no connection', ({ connection }) => connection.state !== 'online');
    await alice.does('renameGroup', { roomId, name: 'Later', description: 'and why' });
    const before = bob.group.name;
    expect(before).not.toBe('');
    await tells(bob, roomId, 'group-renamed alice');
    await bob.sees('the name of before', () => bob.group.name === before);
    world.relay.down = false;
    await bob.sees('the name', () => bob.group.name === 'Later' && bob.group.description === 'and why');
    expect((await story(bob, roomId)).at(-1)).toBe('group-renamed alice "Later"');
  });

  it('is what a vault has when it is opened again, with its drafts and its people', async () => {
    await bob.writes('before', { roomId });
    await alice.hasRead(['before'], { roomId });
    await alice.does('saveDraft', { roomId, draft: 'half a thought' });
    await alice.closesTheBrowser();
    await bob.writes('meanwhile', { roomId });
    await isIn(bob, roomId, 'meanwhile', 'sent');
    alice.opensTheBrowser();
    await alice.does('unlock', { password: 'correct horse battery' });
    await alice.sees('the group', ({ conversations }) => conversations.some(({ kind }) => kind === 'group'));
    expect(alice.group).toMatchObject({ name: 'Trio', draft: 'half a thought', me: 'owner' });
    await alice.hasRead(['before', 'meanwhile'], { roomId });
    expect(await alice.bodies({ roomId })).toEqual(['before', 'meanwhile']);
  });
});
