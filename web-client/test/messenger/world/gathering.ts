import type { GroupConversationView, MessageView } from '../../../src/messenger/port.ts';
import { eventually } from './eventually.ts';
import type { Someone } from './someone.ts';
import type { World } from './world.ts';

/** Alice and her two friends, who are none of each other's. */
export interface Gathering {
  readonly alice: Someone;
  readonly bob: Someone;
  readonly carol: Someone;
  readonly roomId: string;
}

/** Alice is a friend of Bob and of Carol. */
export async function friendsOfAlice(world: World): Promise<Omit<Gathering, 'roomId'>> {
  const [alice, bob] = await world.friends('alice', 'bob');
  const carol = await befriended(world, alice, 'carol');
  return { alice, bob, carol };
}

/** Somebody new, who is a friend of that person. */
export async function befriended(world: World, friend: Someone, username: string): Promise<Someone> {
  const person = world.someone(username);
  await person.signsUp();
  await friend.befriends(person);
  return person;
}

/** Says yes as soon as the invitation is there. */
export async function joins(guest: Someone, roomId: string): Promise<void> {
  await invited(guest, roomId);
  await guest.does('acceptInvitation', { roomId });
  await guest.sees('the group', ({ conversations }) => conversations.some((each) => each.roomId === roomId));
}

export const invited = (guest: Someone, roomId: string) =>
  guest.sees('the invitation', ({ invitations }) => invitations.some((each) => each.roomId === roomId));

/** Alice's group with Bob and Carol, which all three are in. */
export async function trio(world: World): Promise<Gathering> {
  const { alice, bob, carol } = await friendsOfAlice(world);
  const { roomId } = await alice.does('createGroup', {
    name: 'Trio',
    description: '',
    usernames: ['bob', 'carol'],
  });
  for (const guest of [bob, carol]) await joins(guest, roomId);
  for (const each of [alice, bob, carol]) await hasMembers(each, 'alice', 'bob', 'carol');
  return { alice, bob, carol, roomId };
}

export const hasMembers = (someone: Someone, ...usernames: readonly string[]) =>
  someone.sees(
    `members ${usernames.join()}`,
    () => membersOf(someone.group).join() === usernames.toSorted().join(),
  );

export const membersOf = ({ members }: GroupConversationView): readonly string[] =>
  members.map(({ person }) => person.username).toSorted();

/** Everything that a conversation says about itself, with names: "bob joined" is `member-joined bob`. */
export async function story(someone: Someone, roomId: string): Promise<readonly string[]> {
  const all = await someone.does('messages', { roomId, fromIndex: 0, count: 200 });
  return all.filter(({ kind }) => kind === 'notice').map((entry) => told(someone, entry));
}

function told(someone: Someone, { notice, change }: MessageView): string {
  const nameOf = (account: string) => someone.group.people[account]?.username ?? '?';
  const parts = change ? [nameOf(change.actorId), ...change.subjectIds.map(nameOf).toSorted()] : [];
  return [notice, ...parts, ...(change?.name ? [`"${change.name}"`] : [])].join(' ');
}

/** Waits until the last thing that the conversation says of itself is this. */
export const tells = (someone: Someone, roomId: string, last: string) =>
  eventually(`${someone.username} is told ${last}`, async () =>
    (await story(someone, roomId)).at(-1) === last ? true : undefined,
  );

/** Waits until somebody's own message in that room is in that state. */
export const isIn = (someone: Someone, roomId: string, body: string, state: MessageView['state']) =>
  eventually(`"${body}" is ${state}`, async () => {
    const message = (await someone.reads({ roomId })).find((each) => each.body === body);
    return message?.state === state ? message : undefined;
  });
