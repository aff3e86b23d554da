import { afterAll, beforeAll, describe, test } from 'vitest';
import type { GroupConversationView, Snapshot } from '../../web-client/src/messenger/port.ts';
import { HeadlessPerson } from '../src/headless.ts';
import { sharedStack } from '../src/shared-stack.ts';
import type { Stack } from '../src/stack.ts';

const groupIn = ({ conversations }: Snapshot, roomId: string): GroupConversationView | undefined =>
  conversations.flatMap((each) => (each.kind === 'group' && each.roomId === roomId ? [each] : []))[0];

describe('Three people without screens', () => {
  let stack: Stack;
  let alice: HeadlessPerson;
  let bob: HeadlessPerson;
  let carol: HeadlessPerson;
  let roomId: string;

  beforeAll(async () => {
    stack = await sharedStack();
    alice = await HeadlessPerson.arrives(stack, 'Alice');
    bob = await HeadlessPerson.arrives(stack, 'Bob');
    carol = await HeadlessPerson.arrives(stack, 'Carol');
    for (const each of [alice, bob, carol]) await each.signsUp();
    await alice.befriends(bob);
    await alice.befriends(carol);
  });

  afterAll(async () => {
    for (const each of [alice, bob, carol]) await each?.leaves();
  });

  const sees = (someone: HeadlessPerson, what: string, holds: (group: GroupConversationView) => boolean) =>
    someone.until(`sees ${what}`, (snapshot) => {
      const group = groupIn(snapshot, roomId);
      return group !== undefined && holds(group);
    });

  const hasMembers = (someone: HeadlessPerson, count: number) =>
    sees(someone, `${count} members`, ({ members }) => members.length === count);

  const reads = (someone: HeadlessPerson, ...bodies: readonly string[]) =>
    someone.untilReads(
      roomId,
      `reads ${bodies.join()}`,
      (all) => all.map(({ body }) => body).join() === bodies.join(),
    );

  async function joins(someone: HeadlessPerson): Promise<void> {
    await someone.until('is invited by name', ({ invitations }) =>
      invitations.some((each) => each.roomId === roomId && each.name !== ''),
    );
    await someone.asks('acceptInvitation', { roomId });
  }

  async function accountOf({ username }: HeadlessPerson): Promise<string> {
    const snapshot = await hasMembers(alice, 3);
    const people = groupIn(snapshot, roomId)?.members.map(({ person }) => person) ?? [];
    return people.find((person) => person.username === username)?.accountId ?? '';
  }

  test('begin a group, and each reads what each writes', async () => {
    const usernames = [bob.username, carol.username];
    ({ roomId } = await alice.asks('createGroup', { name: 'Trio', description: 'three of us', usernames }));
    for (const each of [bob, carol]) await joins(each);
    for (const each of [alice, bob, carol]) await hasMembers(each, 3);
    const said: string[] = [];
    for (const each of [alice, bob, carol]) {
      said.push(`from ${each.username}`);
      await each.writes(roomId, `from ${each.username}`);
      for (const reader of [alice, bob, carol]) await reads(reader, ...said);
    }
    await alice.untilReads(roomId, 'sees it delivered to both', ([first]) => first?.state === 'delivered');
  });

  test('rename it, part and meet again, and it goes on without who founded it', async () => {
    await alice.asks('renameGroup', { roomId, name: 'Three', description: '' });
    for (const each of [bob, carol]) await sees(each, 'the new name', ({ name }) => name === 'Three');
    const accountId = await accountOf(carol);
    await alice.asks('removeMember', { roomId, accountId });
    await sees(carol, 'that she is out', ({ me }) => me === 'former');
    await hasMembers(bob, 2);
    await bob.writes(roomId, 'without carol');
    await alice.untilReads(roomId, 'reads it', (all) => all.at(-1)?.body === 'without carol');
    await alice.asks('addPeople', { roomId, usernames: [carol.username] });
    await joins(carol);
    for (const each of [alice, bob, carol]) await hasMembers(each, 3);
    await alice.asks('handOver', { roomId, accountId });
    await sees(carol, 'that it is hers', ({ me }) => me === 'owner');
    await alice.asks('leaveGroup', { roomId });
    await hasMembers(carol, 2);
    await bob.crashesAndReturns();
    await bob.writes(roomId, 'still here');
    const heard = ['alice', 'bob', 'carol'].map((name) => `from ${name}${process.pid}`);
    await reads(carol, ...heard, 'still here');
  });

  test('and without an owner whose account was deleted: it is somebody else’s', async () => {
    await carol.asks('deleteAccount', { password: carol.password });
    await sees(bob, 'that it is his', ({ me, members }) => me === 'owner' && members.length === 1);
    await bob.asks('renameGroup', { roomId, name: 'Solo', description: '' });
    await bob.writes(roomId, 'alone');
    await bob.untilReads(roomId, 'sent it', (all) => all.at(-1)?.state === 'sent');
  });
});
