import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  befriended,
  friendsOfAlice,
  hasMembers,
  invited,
  isIn,
  joins,
  story,
  tells,
  trio,
  type Gathering,
} from './world/gathering.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('a group', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('[M-16] begins with an invitation that says what it is, and whom it is from', async () => {
    const { alice, bob, carol } = await friendsOfAlice(world);
    const { roomId } = await alice.does('createGroup', {
      name: ' Trio ',
      description: 'three of us',
      usernames: ['bob', 'Carol', 'carol'],
    });
    const { invitations } = await invited(bob, roomId);
    expect(invitations).toMatchObject([
      { roomId, name: 'Trio', description: 'three of us', by: { username: 'alice' } },
    ]);
    expect(invitations[0]?.members.map(({ username }) => username)).toEqual(['alice']);
    expect(bob.snapshot?.conversations.map(({ kind }) => kind)).toEqual(['direct']);
    expect(await bob.bodies()).toEqual([]);
    expect(bob.conversation.unread).toBe(0);
    await joins(bob, roomId);
    await bob.sees('no invitation', (snapshot) => snapshot.invitations.length === 0);
    await hasMembers(alice, 'alice', 'bob');
    expect(alice.group).toMatchObject({ me: 'owner', name: 'Trio', description: 'three of us', open: true });
    expect(alice.group.invited.map(({ person, role }) => [person.username, role])).toEqual([
      ['carol', 'invited'],
    ]);
    expect(bob.group).toMatchObject({ me: 'member', name: 'Trio', open: true });
    await joins(carol, roomId);
    await hasMembers(alice, 'alice', 'bob', 'carol');
    expect(await story(alice, roomId)).toEqual([
      'group-created alice "Trio"',
      'member-invited alice bob carol',
      'member-joined bob bob',
      'member-joined carol carol',
    ]);
    expect(await story(carol, roomId)).toEqual(['member-joined carol carol']);
  });

  it('[M-10] is written in by each and read by all, friends or not', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    await alice.writes('from alice', { roomId });
    await bob.writes('from bob', { roomId });
    await carol.writes('from carol', { roomId });
    for (const each of [alice, bob, carol]) {
      await each.hasRead(['1', '2', '3'], { roomId });
      expect((await each.bodies({ roomId })).toSorted()).toEqual(['from alice', 'from bob', 'from carol']);
      expect(await each.bodies()).toEqual([]);
    }
    expect(world.relay.refusals).toEqual([]);
  });

  it('says how many have a message, and how many have read it', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    await carol.closesTheBrowser();
    await alice.writes('who is there?', { roomId });
    await bob.hasRead(['who is there?'], { roomId });
    await alice.sees('that bob has it', () => alice.group.lastMessage?.reach?.delivered === 1);
    expect(alice.group.lastMessage).toMatchObject({ state: 'sent', reach: { of: 2, delivered: 1, read: 0 } });
    carol.opensTheBrowser();
    await carol.unlocks();
    await isIn(alice, roomId, 'who is there?', 'delivered');
    await bob.looks(true, { roomId });
    await alice.sees('that bob read it', () => alice.group.lastMessage?.reach?.read === 1);
    expect(alice.group.lastMessage?.state).toBe('delivered');
    expect(carol.group.unread).toBe(1);
    await carol.looks(true, { roomId });
    await isIn(alice, roomId, 'who is there?', 'read');
    expect(carol.group.unread).toBe(0);
  });

  it('shows who is writing', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    await alice.writes('a session with each', { roomId });
    for (const each of [bob, carol]) await each.hasRead(['1'], { roomId });
    await bob.writes('an answer', { roomId });
    await carol.writes('another', { roomId });
    for (const each of [alice, bob, carol]) await each.hasRead(['1', '2', '3'], { roomId });
    await alice.does('typing', { roomId });
    const isWriting = (someone: Someone) => () => someone.group.typing.join() === alice.accountId;
    for (const each of [bob, carol]) await each.sees('that alice writes', isWriting(each));
    for (const each of [bob, carol])
      await each.sees('that alice stopped', () => each.group.typing.length === 0);
    // Friends see each other, fellows do not.
    const online = alice.group.members.filter((each) => each.online).map(({ person }) => person.username);
    expect(online).toEqual(['bob', 'carol']);
    expect(bob.group.members.filter((each) => each.online).map(({ person }) => person.username)).toEqual([
      'alice',
    ]);
  });

  it('[M-15] is renamed for everybody, and for those who are still invited', async () => {
    const { alice, bob, roomId } = await trio(world);
    const dave = await befriended(world, alice, 'dave');
    await alice.does('addPeople', { roomId, usernames: ['dave'] });
    await invited(dave, roomId);
    await alice.does('renameGroup', { roomId, name: 'Quartet', description: 'soon' });
    await dave.sees('the new name', ({ invitations }) => invitations[0]?.name === 'Quartet');
    await bob.sees('the new name', () => bob.group.name === 'Quartet' && bob.group.description === 'soon');
    await tells(bob, roomId, 'group-renamed alice "Quartet"');
    expect(await alice.tries('renameGroup', { roomId, name: '  ', description: '' })).toBe(
      'group-name-invalid',
    );
    expect(await bob.tries('renameGroup', { roomId, name: 'Mine', description: '' })).toBe('not-the-owner');
    await joins(dave, roomId);
    await dave.sees('the name as a member', () => dave.group.name === 'Quartet');
    expect(await bob.bodies({ roomId })).toEqual([]);
  });

  it('is given again to who declined a moment ago, though the one who invites has not heard of it', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = await alice.does('createGroup', { name: 'Duo', description: '', usernames: ['bob'] });
    await invited(bob, roomId);
    const { onChanged } = world.social;
    world.social.onChanged = () => undefined;
    await bob.does('declineInvitation', { roomId });
    world.social.onChanged = onChanged;
    await alice.does('addPeople', { roomId, usernames: ['bob'] });
    await joins(bob, roomId);
    expect(await alice.tries('addPeople', { roomId, usernames: ['bob'] })).toBe('already-a-member');
  });

  it('is declined', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = await alice.does('createGroup', { name: 'Duo', description: '', usernames: ['bob'] });
    await invited(bob, roomId);
    await bob.does('declineInvitation', { roomId });
    await bob.sees('no invitation', ({ invitations }) => invitations.length === 0);
    await tells(alice, roomId, 'invitation-declined bob bob');
    expect(alice.group.invited).toEqual([]);
    expect(await bob.tries('acceptInvitation', { roomId })).toBe('not-found');
    await alice.does('addPeople', { roomId, usernames: ['bob'] });
    await joins(bob, roomId);
    await hasMembers(alice, 'alice', 'bob');
  });

  it('[M-16] has no invitation left where everybody left, nor after a restart', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = await alice.does('createGroup', { name: 'Duo', description: '', usernames: ['bob'] });
    await invited(bob, roomId);
    await alice.does('leaveGroup', { roomId });
    await bob.sees('no invitation', ({ invitations }) => invitations.length === 0);
    await bob.closesTheBrowser();
    await bob.unlocks();
    expect(bob.snapshot?.invitations).toEqual([]);
  });

  it('is declined also where everybody left a moment ago', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = await alice.does('createGroup', { name: 'Duo', description: '', usernames: ['bob'] });
    await invited(bob, roomId);
    world.social.onChanged = () => undefined;
    await alice.does('leaveGroup', { roomId });
    expect(bob.snapshot?.invitations).toHaveLength(1);
    expect(await bob.tries('declineInvitation', { roomId })).toBe('ok');
    await bob.sees('no invitation', ({ invitations }) => invitations.length === 0);
  });

  it('takes an invitation back', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const { roomId } = await alice.does('createGroup', { name: 'Duo', description: '', usernames: ['bob'] });
    await invited(bob, roomId);
    await alice.does('removeMember', { roomId, accountId: bob.accountId });
    await bob.sees('no invitation', ({ invitations }) => invitations.length === 0);
    expect(await story(alice, roomId)).toContain('invitation-withdrawn alice bob');
  });

  describe('with an end', () => {
    let people: Gathering;
    beforeEach(async () => {
      people = await trio(world);
    });

    it('goes on without who left, and keeps what was said', async () => {
      const { alice, bob, carol, roomId } = people;
      await bob.writes('bye', { roomId });
      await carol.hasRead(['bye'], { roomId });
      await bob.does('leaveGroup', { roomId });
      await hasMembers(alice, 'alice', 'carol');
      await alice.writes('without bob', { roomId });
      await carol.hasRead(['1', '2'], { roomId });
      await tells(alice, roomId, 'member-left bob bob');
      expect(bob.group).toMatchObject({ me: 'former', open: false });
      expect(await bob.bodies({ roomId })).toEqual(['bye']);
      expect(await bob.tries('sendText', { roomId, body: 'still there?' })).toBe('not-found');
      await bob.does('leaveGroup', { roomId });
    });

    it('takes from whoever was removed what still waited to be sent, and says why', async () => {
      const { alice, bob, carol, roomId } = people;
      world.relay.down = true;
      world.relay.drop(bob.deviceId);
      await bob.sees('no connection', ({ connection }) => connection.state !== 'online');
      await bob.writes('too late', { roomId });
      await alice.does('removeMember', { roomId, accountId: bob.accountId });
      world.relay.down = false;
      await bob.sees('the end', () => bob.group.me === 'former');
      const { id, unsentBecause } = await isIn(bob, roomId, 'too late', 'failed');
      expect(unsentBecause).toBe('not-a-member');
      expect(await bob.tries('retryMessage', { roomId, id })).toBe('not-a-member');
      await tells(bob, roomId, 'member-removed alice bob');
      await hasMembers(carol, 'alice', 'carol');
      expect(await carol.bodies({ roomId })).toEqual([]);
    });

    it('lets somebody in again, who hears nothing of what was between', async () => {
      const { alice, bob, carol, roomId } = people;
      await alice.writes('one', { roomId });
      await bob.hasRead(['one'], { roomId });
      await alice.does('removeMember', { roomId, accountId: bob.accountId });
      await bob.sees('the end', () => !bob.group.open);
      await alice.writes('two', { roomId });
      await carol.hasRead(['one', 'two'], { roomId });
      await alice.does('addPeople', { roomId, usernames: ['bob'] });
      await joins(bob, roomId);
      await hasMembers(alice, 'alice', 'bob', 'carol');
      await alice.writes('three', { roomId });
      await carol.writes('four', { roomId });
      await bob.hasRead(['one', 'three', 'four'], { roomId });
      expect((await bob.bodies({ roomId })).toSorted()).toEqual(['four', 'one', 'three']);
      expect(await story(bob, roomId)).toEqual([
        'member-joined bob bob',
        'member-joined carol carol',
        'member-removed alice bob',
        'member-joined bob bob',
      ]);
    });

    it('[M-6] passes to the member of longest standing when its owner leaves', async () => {
      const { alice, bob, carol, roomId } = people;
      await alice.does('leaveGroup', { roomId });
      await bob.sees('that it is his', () => bob.group.me === 'owner');
      await tells(carol, roomId, 'owner-changed alice bob');
      await hasMembers(carol, 'bob', 'carol');
      await bob.does('handOver', { roomId, accountId: carol.accountId });
      await carol.sees('that it is hers', () => carol.group.me === 'owner');
      expect(carol.group.members.map(({ person, role }) => [person.username, role])).toEqual([
        ['carol', 'owner'],
        ['bob', 'member'],
      ]);
      await carol.does('removeMember', { roomId, accountId: bob.accountId });
      await hasMembers(carol, 'carol');
      await carol.writes('to myself', { roomId });
      await isIn(carol, roomId, 'to myself', 'sent');
    });

    it('[M-10] sends nothing to an account that was deleted without leaving, and shows that it is gone', async () => {
      const { alice, bob, carol, roomId } = people;
      await carol.does('deleteAccount', { password: PASSWORD, anyway: true });
      await bob.sees('that carol is gone', () => bob.group.members.some(({ gone }) => gone));
      await bob.writes('without carol', { roomId });
      await alice.hasRead(['without carol'], { roomId });
      await isIn(bob, roomId, 'without carol', 'delivered');
      expect(await story(bob, roomId)).toContain('member-gone carol carol');
    });
  });
});
