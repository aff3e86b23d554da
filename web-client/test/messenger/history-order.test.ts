import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasWritten } from './world/filled.ts';
import { befriended, friendsOfAlice, trio } from './world/gathering.ts';
import { links } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** The list of conversations, from its top. */
const listed = ({ snapshot }: Someone) => (snapshot?.conversations ?? []).map(({ roomId }) => roomId);

const roomWith = ({ snapshot }: Someone, { username }: Someone): string =>
  snapshot?.conversations.find((each) => each.kind === 'direct' && each.person.username === username)
    ?.roomId ?? '';

/** The phone, linked by Alice's browser, with all that is there. */
async function linkedPhone(alice: Someone): Promise<Someone> {
  const phone = alice.world.someone('alice', 'Phone');
  await links(alice, phone);
  const rooms = listed(alice);
  await phone.sees('that all is here', ({ conversations, history }) => {
    const isTold = conversations.some(({ lastMessage }) => lastMessage?.kind === 'text');
    return history === null && isTold && conversations.length === rooms.length;
  });
  return phone;
}

describe('The list of conversations of a device that is linked', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('[D-10] is in the order of the other one: who never wrote stands where the friendship began', async () => {
    const { alice, bob, carol } = await friendsOfAlice(world);
    const dave = await befriended(world, alice, 'dave');
    const order = [bob, dave, carol].map((friend) => roomWith(alice, friend));
    await hasWritten(alice, roomWith(alice, bob), 3);
    expect(listed(alice)).toEqual(order);
    const phone = await linkedPhone(alice);
    expect(listed(phone)).toEqual(order);
    const [began] = await phone.does('messages', { roomId: roomWith(phone, carol), fromIndex: 0, count: 1 });
    expect(began?.notice).toBe('conversation-started');
    expect(began?.sentAtMs).toBeLessThan(phone.snapshot?.conversations[0]?.sortMs ?? 0);
  });

  it('has a group where its log ends, and not above everything that was written since', async () => {
    const { alice, bob, roomId } = await trio(world);
    await hasWritten(alice, roomWith(alice, bob), 3);
    expect(listed(alice).slice(0, 2)).toEqual([roomWith(alice, bob), roomId]);
    const phone = await linkedPhone(alice);
    expect(listed(phone)).toEqual(listed(alice));
  });

  it('has a group where its log ends, also one whose log comes in several answers', async () => {
    const { alice, bob, roomId } = await trio(world);
    await hasWritten(alice, roomWith(alice, bob), 3);
    world.social.groups.pageSize = 1;
    const phone = await linkedPhone(alice);
    await phone.sees('all members', ({ conversations }) =>
      conversations.some(
        (each) => each.roomId === roomId && each.kind === 'group' && each.members.length === 3,
      ),
    );
    expect(listed(phone)).toEqual(listed(alice));
  });

  it('has a group where its log ends, also one whose log was interrupted', async () => {
    const { alice, bob, roomId } = await trio(world);
    await hasWritten(alice, roomWith(alice, bob), 3);
    const order = listed(alice);
    world.social.groups.pageSize = 1;
    const phone = world.someone('alice', 'Phone');
    let answers = 0;
    let isInterrupted = true;
    phone.fault = (call) => (call === 'roomLog' && ++answers > 2 && isInterrupted ? 'before' : null);
    await links(alice, phone);
    const members = ({ snapshot }: Someone) => {
      const group = snapshot?.conversations.find((each) => each.roomId === roomId);
      return group?.kind === 'group' ? group.members.length : 0;
    };
    await phone.sees('a part of its log', () => members(phone) > 0 && answers > 2);
    expect(members(phone)).toBeLessThan(3);
    isInterrupted = false;
    await phone.sees('all of it, and the history', ({ conversations, history }) => {
      const isTold = conversations.some(({ lastMessage }) => lastMessage?.kind === 'text');
      return history === null && isTold && members(phone) === 3;
    });
    expect(listed(phone)).toEqual(order);
    // What comes from now on is news.
    await alice.does('renameGroup', { roomId, name: 'Renamed', description: '' });
    await phone.sees('the group on top', () => listed(phone)[0] === roomId);
  });

  it('believes no service that a friendship began later than now', async () => {
    const { alice, bob } = await friendsOfAlice(world);
    for (const room of world.social.rooms.values()) room.since = world.nowMs + 1e9;
    await hasWritten(alice, roomWith(alice, bob), 3);
    const phone = await linkedPhone(alice);
    for (const { sortMs } of phone.snapshot?.conversations ?? []) expect(sortMs).toBeLessThan(world.nowMs);
  });
});
