import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { FailureCode } from '../../src/messenger/port.ts';
import { ApiError } from '../../src/messenger/ports/api.ts';
import type { Store } from '../../src/messenger/ports/store.ts';
import { cutStore, type CutOptions } from './world/failing-store.ts';
import {
  befriended,
  friendsOfAlice,
  hasMembers,
  invited,
  joins,
  membersOf,
  story,
  tells,
  trio,
} from './world/gathering.ts';
import type { Someone } from './world/someone.ts';
import { World, type ApiFaults } from './world/world.ts';

const TRIO = { name: 'Trio', description: '', usernames: ['bob', 'carol'] };

/** The next appends of that person go wrong in this way. */
function fails(person: Someone, ...faults: readonly ReturnType<ApiFaults['fault']>[]): void {
  const left = [...faults];
  person.fault = (call) => (call === 'appendToLog' ? (left.shift() ?? null) : null);
}

describe('changing a group', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  /** While it is deaf, nobody tells of changes of rooms: what people know of the log is old. */
  function nobodyTells(): () => void {
    const { onChanged } = world.social;
    world.social.onChanged = () => undefined;
    return () => {
      world.social.onChanged = onChanged;
    };
  }

  const entries = (roomId: string): number => world.social.groups.kept.get(roomId)?.entries.length ?? 0;

  it('is refused for a reason that can be said', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    const dave = world.someone('dave');
    await dave.signsUp();
    const tries = async (usernames: readonly string[]): Promise<FailureCode | 'ok'> =>
      alice.tries('addPeople', { roomId, usernames });
    expect(await tries([])).toBe('group-empty');
    expect(await tries(['alice'])).toBe('cannot-invite-yourself');
    expect(await tries(['nobody'])).toBe('user-not-found');
    expect(await tries(['dave'])).toBe('not-a-friend');
    expect(await tries(['bob'])).toBe('already-a-member');
    const chooses = (accountId: string) => alice.tries('addPeople', { roomId, accountIds: [accountId] });
    expect(await chooses(alice.accountId)).toBe('cannot-invite-yourself');
    expect(await chooses(dave.accountId)).toBe('not-a-friend');
    expect(await bob.tries('addPeople', { roomId, usernames: ['alice'] })).toBe('not-the-owner');
    expect(await bob.tries('removeMember', { roomId, accountId: carol.accountId })).toBe('not-the-owner');
    expect(await bob.tries('handOver', { roomId, accountId: carol.accountId })).toBe('not-the-owner');
    expect(await alice.tries('handOver', { roomId, accountId: dave.accountId })).toBe('not-a-member');
    expect(await alice.tries('removeMember', { roomId, accountId: alice.accountId })).toBe(
      'validation-failed',
    );
    expect(await alice.tries('createGroup', { ...TRIO, usernames: [] })).toBe('group-empty');
    expect(await alice.tries('createGroup', { ...TRIO, usernames: ['bob', 'alice'] })).toBe(
      'cannot-invite-yourself',
    );
    expect(await alice.tries('createGroup', { ...TRIO, name: 'x'.repeat(65) })).toBe('group-name-invalid');
    expect(await alice.tries('createGroup', { ...TRIO, description: 'ä'.repeat(1_025) })).toBe(
      'group-name-invalid',
    );
    expect(await dave.tries('leaveGroup', { roomId })).toBe('not-found');
    await alice.befriends(dave);
    expect(await tries(['dave'])).toBe('ok');
    expect(await tries(['dave'])).toBe('already-invited');
    expect(entries(roomId)).toBe(5);
  });

  it('[M-9] is judged anew by whoever lost the race, and tried again', async () => {
    const { alice, bob, carol } = await friendsOfAlice(world);
    const { roomId } = await alice.does('createGroup', TRIO);
    await invited(carol, roomId);
    await joins(bob, roomId);
    await hasMembers(alice, 'alice', 'bob');
    const dave = await befriended(world, alice, 'dave');
    const tellAgain = nobodyTells();
    await carol.does('acceptInvitation', { roomId });
    // Alice has not heard of it: her entry is made for the log before.
    expect(membersOf(alice.group)).toEqual(['alice', 'bob']);
    await alice.does('addPeople', { roomId, usernames: ['dave'] });
    await hasMembers(alice, 'alice', 'bob', 'carol');
    tellAgain();
    await tells(alice, roomId, 'member-invited alice dave');
    expect((await story(alice, roomId)).at(-2)).toBe('member-joined carol carol');
    await invited(dave, roomId);
    expect(entries(roomId)).toBe(5);
  });

  it('[M-9] is done when somebody else did the same first', async () => {
    const { alice, bob, roomId } = await trio(world);
    const tellAgain = nobodyTells();
    await bob.does('leaveGroup', { roomId });
    await alice.does('removeMember', { roomId, accountId: bob.accountId });
    await hasMembers(alice, 'alice', 'carol');
    tellAgain();
    await tells(alice, roomId, 'member-left bob bob');
    expect(entries(roomId)).toBe(5);
  });

  it('[M-9] is told to the user when it makes no sense any more', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    await alice.does('handOver', { roomId, accountId: bob.accountId });
    await bob.sees('that it is his', () => bob.group.me === 'owner');
    await alice.sees('that it is not hers', () => alice.group.me === 'member');
    const tellAgain = nobodyTells();
    await bob.does('handOver', { roomId, accountId: carol.accountId });
    const rename = () => bob.tries('renameGroup', { roomId, name: 'Mine', description: '' });
    expect(await rename()).toBe('not-the-owner');
    // Carol has not heard that it is hers, and finds out.
    await carol.does('removeMember', { roomId, accountId: bob.accountId });
    expect(await rename()).toBe('not-a-member');
    tellAgain();
  });

  it('[M-9] is tried ten times, while others are always faster', async () => {
    const { alice, roomId } = await trio(world);
    let tries = 0;
    world.social.groups.append = async () => {
      tries++;
      throw new ApiError('room-log-conflict', 409);
    };
    expect(await alice.tries('renameGroup', { roomId, name: 'Never', description: '' })).toBe('unavailable');
    expect(tries).toBe(10);
    expect(alice.group.name).toBe('Trio');
  });

  it('[M-9] succeeds though the answer was lost: the same bytes again', async () => {
    const { alice, bob } = await friendsOfAlice(world);
    fails(alice, 'after');
    const { roomId } = await alice.does('createGroup', TRIO);
    await joins(bob, roomId);
    fails(alice, 'before', 'after');
    await alice.does('renameGroup', { roomId, name: 'Three', description: '' });
    await bob.sees('the new name', () => bob.group.name === 'Three');
    expect(entries(roomId)).toBe(4);
    expect((await story(alice, roomId)).filter((each) => each.startsWith('group-renamed'))).toHaveLength(1);
  });

  it('[M-9] is looked for later when nobody answered: there with all that follows, or not at all', async () => {
    const { alice, bob } = await friendsOfAlice(world);
    fails(alice, 'after', 'after', 'after');
    expect(await alice.tries('createGroup', TRIO)).toBe('network');
    expect(alice.snapshot?.conversations.some(({ kind }) => kind === 'group')).toBe(false);
    world.relay.drop(alice.deviceId);
    await alice.sees('her group after all', ({ conversations }) =>
      conversations.some(({ kind }) => kind === 'group'),
    );
    const { roomId } = alice.group;
    expect(alice.group.name).toBe('Trio');
    await joins(bob, roomId);
    fails(alice, 'before', 'before', 'before');
    expect(await alice.tries('renameGroup', { roomId, name: 'Never', description: '' })).toBe('network');
    world.relay.drop(alice.deviceId);
    await alice.does('renameGroup', { roomId, name: 'Then this', description: '' });
    await bob.sees('the new name', () => bob.group.name === 'Then this');
    expect((await story(bob, roomId)).filter((each) => each.startsWith('group-renamed'))).toEqual([
      'group-renamed alice "Then this"',
    ]);
  });

  describe('by somebody whose power goes', () => {
    /** Which commit about groups the power goes at, and whether it reached the disk. */
    const cuts = [1, 2].flatMap((at) => [false, true].map((after) => ({ at, after })));

    it.each(cuts)(
      '[M-9] [V-20] leaves a whole group or none (commit $at, after it: $after)',
      async ({ at, after }) => {
        const { alice, bob } = await friendsOfAlice(world);
        await alice.closesTheBrowser();
        let cut = false;
        alice.wrapStore = (store) => cutAmongRooms(store, { at, after, happened: () => (cut = true) });
        alice.opensTheBrowser();
        await alice.unlocks();
        await alice.tries('createGroup', TRIO);
        expect(cut).toBe(true);
        await alice.closesTheBrowser();
        alice.wrapStore = (store) => store;
        alice.opensTheBrowser();
        await alice.unlocks();
        const isTaken = at > 1 || after;
        if (!isTaken) {
          expect(world.social.groups.kept.size).toBe(0);
          return;
        }
        await alice.sees('her group', ({ conversations }) =>
          conversations.some(({ kind }) => kind === 'group'),
        );
        const { roomId } = alice.group;
        expect(world.social.groups.kept.size).toBe(1);
        expect(alice.group.name).toBe('Trio');
        await joins(bob, roomId);
        expect(bob.group.name).toBe('Trio');
        await tells(alice, roomId, 'member-joined bob bob');
      },
    );
  });
});

/** As `cutStore`, counting only what is committed about groups. */
function cutAmongRooms(store: Store, options: CutOptions): Store {
  const cut = cutStore(store, options);
  let dead = false;
  const happened = (commit: Promise<void>) =>
    commit.catch((cause: unknown) => {
      dead = true;
      throw cause;
    });
  return {
    ...cut,
    commit: (holder, writes) => {
      const counts = dead || writes.some((write) => write.store === 'rooms');
      return counts ? happened(cut.commit(holder, writes)) : store.commit(holder, writes);
    },
  };
}
