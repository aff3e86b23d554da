import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Snapshot } from '../../src/messenger/port.ts';
import { eventually } from './world/eventually.ts';
import { befriended, hasMembers, invited, joins } from './world/gathering.ts';
import { links, twoDevices } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** What both devices of one person are to show alike. */
function shown({ conversations, incoming, outgoing, invitations, blocked }: Snapshot) {
  const rooms = conversations.map((each) => ({
    roomId: each.roomId,
    open: each.open,
    name: each.kind === 'group' ? each.name : each.person.username,
    me: each.kind === 'group' ? each.me : null,
    members: each.kind === 'group' ? each.members.map(({ person }) => person.username) : [],
    invited: each.kind === 'group' ? each.invited.map(({ person }) => person.username) : [],
  }));
  return {
    rooms: rooms.toSorted((a, b) => a.roomId.localeCompare(b.roomId)),
    incoming: incoming.map(({ requestId }) => requestId),
    outgoing: outgoing.map(({ requestId }) => requestId),
    invitations: invitations.map(({ roomId, name, by }) => [roomId, name, by.username]),
    blocked: blocked.map(({ username }) => username),
  };
}

const agree = (one: Someone, other: Someone) =>
  eventually('both devices show the same', async () => {
    if (!one.snapshot || !other.snapshot) return undefined;
    return JSON.stringify(shown(one.snapshot)) === JSON.stringify(shown(other.snapshot)) || undefined;
  });

describe('What the user changes on one device', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('[D-8] is there at once on the other: requests, friends, blocks', async () => {
    const [laptop, phone] = await twoDevices(world);
    const [bob, carol] = [world.someone('bob'), world.someone('carol')];
    await Promise.all([bob.signsUp(), carol.signsUp()]);
    await laptop.does('sendFriendRequest', { username: 'bob' });
    await phone.sees('the request', ({ outgoing }) => outgoing.length === 1);
    const [request] = phone.snapshot?.outgoing ?? [];
    await phone.does('withdrawRequest', { requestId: request?.requestId ?? '' });
    await laptop.sees('no request', ({ outgoing }) => outgoing.length === 0);
    await carol.does('sendFriendRequest', { username: 'alice' });
    await laptop.sees('the request', ({ incoming }) => incoming.length === 1);
    await phone.sees('the request', ({ incoming }) => incoming.length === 1);
    const [received] = laptop.snapshot?.incoming ?? [];
    await laptop.does('acceptRequest', { requestId: received?.requestId ?? '' });
    await phone.sees('carol', ({ conversations }) => conversations.length === 1);
    await agree(laptop, phone);
    await phone.does('block', { accountId: carol.accountId });
    await laptop.sees('the block', ({ blocked }) => blocked.length === 1);
    await agree(laptop, phone);
    expect(laptop.with('carol')?.open).toBe(false);
    await laptop.does('unblock', { accountId: carol.accountId });
    await phone.sees('no block', ({ blocked }) => blocked.length === 0);
    await laptop.does('block', { accountId: bob.accountId });
    await phone.sees('the block of a stranger', ({ blocked }) => blocked.length === 1);
    await agree(laptop, phone);
  });

  it('[D-8] is there at once on the other: groups, their names, their people', async () => {
    const [laptop, phone] = await twoDevices(world);
    const bob = await befriended(world, laptop, 'bob');
    const carol = await befriended(world, laptop, 'carol');
    await agree(laptop, phone);
    const input = { name: 'Trio', description: '', usernames: ['bob'] };
    const { roomId } = await phone.does('createGroup', input);
    await joins(bob, roomId);
    await laptop.sees('the group', ({ conversations }) => conversations.length === 3);
    await hasMembers(laptop, 'alice', 'bob');
    await agree(laptop, phone);
    await laptop.does('renameGroup', { roomId, name: 'Quartet', description: '' });
    await phone.sees('the new name', () => phone.group.name === 'Quartet');
    await phone.does('addPeople', { roomId, usernames: ['carol'] });
    await joins(carol, roomId);
    await hasMembers(laptop, 'alice', 'bob', 'carol');
    await agree(laptop, phone);
    await laptop.does('handOver', { roomId, accountId: bob.accountId });
    await phone.sees('the new owner', () => phone.group.me === 'member');
    await phone.does('leaveGroup', { roomId });
    await laptop.sees('that she left', () => !laptop.group.open);
    await agree(laptop, phone);
  });

  it('[D-8] is there at once on the other: invitations, also of before it was linked', async () => {
    const [laptop, bob] = await world.friends('alice', 'bob');
    const made = async (name: string) =>
      (await bob.does('createGroup', { name, description: '', usernames: ['alice'] })).roomId;
    const [first, second] = [await made('First'), await made('Second')];
    for (const roomId of [first, second]) await invited(laptop, roomId);
    const phone = world.someone('alice', 'Phone');
    await links(laptop, phone);
    for (const roomId of [first, second]) await invited(phone, roomId);
    await agree(laptop, phone);
    await phone.does('acceptInvitation', { roomId: first });
    await laptop.sees('the group', ({ conversations }) =>
      conversations.some((each) => each.roomId === first),
    );
    await laptop.does('declineInvitation', { roomId: second });
    await phone.sees('no invitation', ({ invitations }) => invitations.length === 0);
    await agree(laptop, phone);
    const third = await made('Third');
    for (const device of [laptop, phone]) await invited(device, third);
    await agree(laptop, phone);
  });

  it('[D-8] settles without a lost change when both change the same group at the same time', async () => {
    const [laptop, phone] = await twoDevices(world);
    const names = ['bob', 'carol', 'dave', 'erin'];
    for (const name of names) await befriended(world, laptop, name);
    await agree(laptop, phone);
    const input = { name: 'All', description: '', usernames: ['bob'] };
    const { roomId } = await laptop.does('createGroup', input);
    await phone.sees('its name', ({ conversations }) =>
      conversations.some((each) => each.kind === 'group' && each.name === 'All'),
    );
    await Promise.all([
      laptop.does('addPeople', { roomId, usernames: ['carol'] }),
      phone.does('addPeople', { roomId, usernames: ['dave'] }),
      laptop.does('renameGroup', { roomId, name: 'Everybody', description: '' }),
      phone.does('addPeople', { roomId, usernames: ['erin'] }),
    ]);
    for (const device of [laptop, phone]) {
      await device.sees('everybody invited', () => device.group.invited.length === 4);
      await device.sees('the name', () => device.group.name === 'Everybody');
    }
    await agree(laptop, phone);
  });

  it('[D-8] names the user alike on both', async () => {
    const [laptop, phone] = await twoDevices(world);
    await laptop.does('updateProfile', { firstName: 'Alicia', lastName: '', about: 'new' });
    await phone.sees('the new name', ({ phase }) => phase.at === 'ready' && phase.me.firstName === 'Alicia');
  });
});
