import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { MessageView, Person } from '../../src/messenger/port.ts';
import { DirectoryChanged_Topic as Topic } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import { befriended, friendsOfAlice, invited, joins, trio } from './world/gathering.ts';
import { alarmsIn } from './world/peek.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const notices = async (who: Someone, roomId: string): Promise<readonly MessageView[]> => {
  const all = await who.does('messages', { roomId, fromIndex: 0, count: 200 });
  return all.filter(({ notice }) => notice?.startsWith('username-'));
};

const tells = (who: Someone, roomId: string, last: MessageView['notice']): Promise<readonly MessageView[]> =>
  eventually(`${who.username} is told ${last}`, async () => {
    const told = await notices(who, roomId);
    return told.at(-1)?.notice === last ? told : undefined;
  });

describe('[C-20] another username than the one that is known is not taken', () => {
  let world: World;
  beforeEach(async () => (world = await World.begin()));
  afterEach(() => world.end());

  /** What the service says of somebody from now on, to everybody. */
  const says = (of: Someone, change: Partial<Person>): void => {
    const person = world.social.people.get(of.accountId);
    if (person) world.social.people.set(of.accountId, { ...person, ...change });
    const everybody = world.people.map(({ accountId }) => accountId);
    world.social.onChanged(Topic.ROOMS, everybody, null);
    world.social.onChanged(Topic.FRIENDS, everybody, null);
  };

  /** A friend of that person's from now on, whom the service calls like that. */
  const posing = async (
    friend: Someone,
    username: string,
    account = 'mallory',
  ): Promise<readonly [Someone, string]> => {
    const mallory = world.someone(account);
    await mallory.signsUp();
    says(mallory, { username });
    await mallory.does('sendFriendRequest', { username: friend.username });
    await friend.sees('the request', ({ incoming }) => incoming.length > 0);
    const requestId = friend.snapshot?.incoming[0]?.requestId ?? '';
    return [mallory, (await friend.does('acceptRequest', { requestId })).roomId];
  };

  it('but told in the conversation, once, until the service gives it again', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = alice.conversation;
    says(bob, { username: 'carol', firstName: 'Carol' });
    const [alarm] = await tells(alice, roomId, 'username-alarm');
    expect(alarm?.change).toEqual({ actorId: bob.accountId, subjectIds: [bob.accountId], name: 'carol' });
    expect(alice.conversation.person).toMatchObject({ username: 'bob', firstName: 'bob' });

    await alice.writes('still to Bob');
    await bob.hasRead(['still to Bob']);
    says(bob, { username: 'dave' });
    await alice.closesTheBrowser();
    await alice.unlocks();
    await alice.does('lookUp', { username: 'bob' });
    expect(await notices(alice, roomId)).toHaveLength(1);
    expect(await alarmsIn(alice, roomId)).toEqual(['username-changed']);

    says(bob, { username: 'Bob', firstName: 'Robert' });
    await tells(alice, roomId, 'username-restored');
    expect(await alarmsIn(alice, roomId)).toEqual([]);
    expect(alice.conversation.person.firstName).toBe('Robert');
  });

  it('in a group, where nobody is a friend', async () => {
    const { bob, carol, roomId } = await trio(world);
    says(carol, { username: 'dave', firstName: 'Dave' });
    await tells(bob, roomId, 'username-alarm');
    expect(bob.group.people[carol.accountId]).toMatchObject({ username: 'carol', firstName: 'carol' });
    says(carol, { username: 'carol', firstName: 'carol' });
    await tells(bob, roomId, 'username-restored');
    expect(await alarmsIn(bob, roomId)).toEqual([]);
  });

  it('of each for itself, where there are several', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    const about = async () =>
      (await notices(alice, roomId)).map(({ notice, change }) => [notice, change?.subjectIds[0]]);
    says(bob, { username: 'dave' });
    await tells(alice, roomId, 'username-alarm');
    says(carol, { username: 'erin' });
    await eventually('both alarms', async () => (await about()).length === 2 || undefined);
    says(bob, { username: 'bob' });
    await eventually(
      'the end of one',
      async () => (await about())[0]?.[0] === 'username-restored' || undefined,
    );
    expect(await about()).toEqual([
      ['username-restored', bob.accountId],
      ['username-alarm', carol.accountId],
    ]);
  });

  it('until the service tells no more of the account', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = alice.conversation;
    says(bob, { username: 'carol' });
    await tells(alice, roomId, 'username-alarm');
    await bob.does('deleteAccount', { password: PASSWORD });
    await tells(alice, roomId, 'username-gone');
    expect(await alarmsIn(alice, roomId)).toEqual([]);
  });

  it('when somebody out of a group becomes a friend', async () => {
    const { bob, carol } = await trio(world);
    says(carol, { username: 'dave' });
    await tells(bob, bob.group.roomId, 'username-alarm');
    await bob.does('sendFriendRequest', { username: 'carol' });
    await carol.sees('the request', ({ incoming }) => incoming.length > 0);
    await bob.sees('his request', ({ outgoing }) => outgoing[0]?.person.username === 'carol');
    await carol.does('acceptRequest', { requestId: carol.snapshot?.incoming[0]?.requestId ?? '' });
    await bob.sees('the friend', () => bob.with('carol') !== undefined);
    await tells(bob, bob.with('carol')?.roomId ?? '', 'username-alarm');
  });

  it('in a request, in a search, or among the blocked', async () => {
    const { alice, bob, carol } = await friendsOfAlice(world);
    await bob.does('sendFriendRequest', { username: 'carol' });
    await carol.sees('the request', ({ incoming }) => incoming.length > 0);
    says(bob, { username: 'alice' });
    await tells(alice, alice.with('bob')?.roomId ?? '', 'username-alarm');
    expect((await alice.does('lookUp', { username: 'bob' })).person.username).toBe('bob');
    await carol.does('lookUp', { username: 'bob' });
    await carol.sees('his name', ({ incoming }) => incoming[0]?.person.username === 'bob');
    await carol.does('acceptRequest', { requestId: carol.snapshot?.incoming[0]?.requestId ?? '' });
    await carol.sees('the friend', () => carol.with('bob') !== undefined);
    await alice.does('block', { accountId: bob.accountId });
    await alice.sees('him blocked', ({ blocked }) => blocked.some(({ username }) => username === 'bob'));
  });

  it('of who invites into a group', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    world.social.groups.lists = (reader, genuine) =>
      reader === bob.accountId
        ? genuine.map((room) => ({
            ...room,
            members: room.members.map((person) => ({ ...person, username: 'dave' })),
          }))
        : genuine;
    const { roomId } = await alice.does('createGroup', { name: 'Duo', description: '', usernames: ['bob'] });
    await invited(bob, roomId);
    expect(bob.snapshot?.invitations.map(({ by }) => by.username)).toEqual(['alice']);
  });

  it('not of a friend either, whoever else bears it: the conversations of both say so', async () => {
    const { alice, bob, carol } = await friendsOfAlice(world);
    const roomOfBob = alice.with('bob')?.roomId ?? '';
    const [mallory, roomId] = await posing(alice, 'Bob');
    for (const room of [roomId, roomOfBob]) {
      const [shared, ...more] = await tells(alice, room, 'username-shared');
      expect([shared?.change?.name.toLowerCase(), ...more]).toEqual(['bob']);
      expect(await alarmsIn(alice, room)).toEqual(['username-changed']);
    }
    expect(await alarmsIn(alice, alice.with('carol')?.roomId ?? '')).toEqual([]);
    expect(carol.conversation.person.username).toBe('alice');

    await alice.does('unfriend', { accountId: mallory.accountId });
    await tells(alice, roomOfBob, 'username-single');
    expect(await alarmsIn(alice, roomOfBob)).toEqual([]);
    await alice.writes('to Bob', { roomId: roomOfBob });
    await bob.hasRead(['to Bob']);
  });

  it('of a friend and another one at once: both are said, and each ends for itself', async () => {
    const { alice, bob } = await friendsOfAlice(world);
    const roomOfBob = alice.with('bob')?.roomId ?? '';
    const [mallory] = await posing(alice, 'Bob');
    await tells(alice, roomOfBob, 'username-shared');
    says(bob, { username: 'dave' });
    await tells(alice, roomOfBob, 'username-alarm');
    await alice.does('unfriend', { accountId: mallory.accountId });
    const told = async () => (await notices(alice, roomOfBob)).map(({ notice }) => notice);
    await eventually('one friend is Bob', async () => (await told())[0] === 'username-single' || undefined);
    says(bob, { username: '' });
    // Which asks the service anew.
    await alice.does('unfriend', { accountId: mallory.accountId });
    expect(await told()).toEqual(['username-single', 'username-alarm']);
    says(bob, { username: 'bob' });
    await tells(alice, roomOfBob, 'username-restored');
    expect(await alarmsIn(alice, roomOfBob)).toEqual([]);
  });

  it('nor is none at all one that two friends bear', async () => {
    const [alice] = await world.friends('alice', 'bob');
    const rooms = [(await posing(alice, ''))[1], (await posing(alice, '', 'trudy'))[1]];
    for (const room of rooms) expect(await notices(alice, room)).toEqual([]);
  });

  it('nor of a friend by a fellow of a group', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const erin = await befriended(world, bob, 'erin');
    const [mallory] = await posing(alice, 'erin');
    const accountIds = [bob.accountId, mallory.accountId];
    const { roomId } = await alice.does('createGroup', { name: 'Trio', description: '', accountIds });
    await joins(bob, roomId);
    const [shared] = await tells(bob, roomId, 'username-shared');
    expect(shared?.change?.subjectIds).toEqual([mallory.accountId]);
    await bob.does('unfriend', { accountId: erin.accountId });
    await tells(bob, roomId, 'username-single');
    expect(await alarmsIn(bob, roomId)).toEqual([]);
    expect(await alarmsIn(alice, roomId)).toEqual([]);
  });

  it('of whoever is asked again, who alone is asked', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const mallory = world.someone('mallory');
    await mallory.signsUp();
    await alice.does('unfriend', { accountId: bob.accountId });
    const { social } = alice.api;
    const honest = social.putFriendRequest.bind(social);
    social.putFriendRequest = (token, id) => honest(token, id, 'mallory');
    const again = { username: 'bob', accountId: bob.accountId };
    expect(await alice.tries('sendFriendRequest', again)).toBe('unverified');
    await mallory.sees('no request', ({ incoming }) => incoming.length === 0);
    social.putFriendRequest = async (token, id) => {
      const answer = await honest(token, id, 'mallory');
      await mallory.sees('the request', ({ incoming }) => incoming.length > 0);
      await mallory.does('acceptRequest', { requestId: id });
      return answer;
    };
    expect(await alice.tries('sendFriendRequest', again)).toBe('unverified');
    await alice.sees('no new friend', ({ conversations }) => !conversations.some(({ open }) => open));
    social.putFriendRequest = honest;
    await alice.does('sendFriendRequest', again);
    await bob.sees('the request', ({ incoming }) => incoming.length === 1);
  });

  it('of whoever is asked again: who has the name by now, and asks, is not answered', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.does('unfriend', { accountId: bob.accountId });
    await bob.does('deleteAccount', { password: PASSWORD });
    const again = { username: 'bob', accountId: bob.accountId };
    expect(await alice.tries('sendFriendRequest', again)).toBe('user-not-found');
    const other = world.someone('bob');
    await other.signsUp();
    await other.does('sendFriendRequest', { username: 'alice' });
    await alice.sees('the request', ({ incoming }) => incoming.length === 1);
    const requestId = alice.snapshot?.incoming[0]?.requestId ?? '';
    expect(await alice.tries('sendFriendRequest', again)).toBe('unverified');
    expect(await alice.tries('declineRequest', { requestId })).toBe('ok');
  });

  it('of whoever is asked again: who asked and was accepted for somebody else stays a friend', async () => {
    const { alice, bob, carol } = await friendsOfAlice(world);
    for (const { accountId } of [bob, carol]) await alice.does('unfriend', { accountId });
    await carol.does('sendFriendRequest', { username: 'alice' });
    const { social } = alice.api;
    const honest = social.putFriendRequest.bind(social);
    social.putFriendRequest = (token, id) => honest(token, id, 'carol');
    const again = { username: 'bob', accountId: bob.accountId };
    expect(await alice.tries('sendFriendRequest', again)).toBe('unverified');
    expect(world.social.areFriends(alice.accountId, carol.accountId)).toBe(true);
  });

  it('of this account', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { social } = alice.api;
    const honest = social.putProfile.bind(social);
    social.putProfile = async (...input) => ({ ...(await honest(...input)), username: bob.username });
    expect(await alice.tries('updateProfile', { firstName: 'Al', lastName: '', about: '' })).toBe('internal');
    expect(alice.snapshot?.phase).toMatchObject({ me: { username: 'alice', firstName: 'alice' } });
  });
});
