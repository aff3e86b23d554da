import type {
  DirectConversationView,
  FriendRequest,
  GroupConversationView,
  GroupInvitationView,
  GroupNotice,
  MemberView,
  MessageView,
  Person,
} from '../../../src/messenger/port.ts';

/** People of the stories. */
export function person(username: string, firstName: string, lastName = '', about = ''): Person {
  return { accountId: `account-${username}`, username, firstName, lastName, about };
}

export const alice = person('alice', 'Alice', 'Moreau', 'Plays the viola, counts the rests.');
export const bob = person('bob', 'Bob', 'Okafor', 'Bass clarinet. Coffee before nine.');
export const carol = person('carol', 'Carol', 'Lindqvist');
export const dave = person('dave', 'Dave', 'Nakamura', 'Somewhere between two trains.');
export const erin = person('erin.w', 'Erin', 'Walsh');
export const zoe = person('zoe', 'Zoë', 'Papadopoulou');
export const mallory = person('mallory', 'Mallory', '', 'We met at the rehearsal on Friday.');
export const trent = person('trent', 'Trent', 'Albrecht');

export function roomOf(friend: Person): string {
  return `room-${friend.username}`;
}

export function request(from: Person, createdAtMs: number): FriendRequest {
  return { requestId: `request-${from.username}`, person: from, createdAtMs };
}

export function conversation(
  friend: Person,
  change: Partial<DirectConversationView> = {},
): DirectConversationView {
  return {
    roomId: roomOf(friend),
    kind: 'direct',
    person: friend,
    open: true,
    lastMessage: null,
    sortMs: 0,
    unread: 0,
    messageCount: 0,
    firstUnreadIndex: null,
    presence: { online: false, lastSeenMs: null },
    typing: false,
    trust: 'unverified',
    draft: '',
    ...change,
  };
}

/** A message to Alice's own conversation with `friend`; hers unless `change` says otherwise. */
export function message(friend: Person, index: number, change: Partial<MessageView> = {}): MessageView {
  const mine = change.mine ?? true;
  return {
    id: `${friend.username}-${index}`,
    index,
    roomId: roomOf(friend),
    senderId: mine ? alice.accountId : friend.accountId,
    mine,
    body: `Message ${index}`,
    kind: 'text',
    sentAtMs: 1_763_000_000_000 + index * 60_000,
    state: mine ? 'read' : 'received',
    ...change,
  };
}

/** Somebody in a group; the first of its members is the owner. */
export function member(who: Person, change: Partial<MemberView> = {}): MemberView {
  return { person: who, role: 'member', gone: false, online: false, trust: 'unverified', ...change };
}

/** A group of these people, the owner first. */
export function group(
  name: string,
  people: readonly Person[],
  change: Partial<GroupConversationView> = {},
): GroupConversationView {
  const owned = people[0]?.accountId === alice.accountId;
  return {
    roomId: `group-${name.toLowerCase()}`,
    kind: 'group',
    name,
    description: '',
    members: people.map((who, at) => member(who, { role: at === 0 ? 'owner' : 'member' })),
    invited: [],
    people: Object.fromEntries(
      [alice, bob, carol, dave, erin, trent, zoe].map((who) => [who.accountId, who]),
    ),
    me: owned ? 'owner' : 'member',
    typing: [],
    heldBy: [],
    open: true,
    lastMessage: null,
    sortMs: 0,
    unread: 0,
    messageCount: 0,
    firstUnreadIndex: null,
    draft: '',
    ...change,
  };
}

/** Somebody asks Alice into a group. */
export function invitation(
  name: string,
  by: Person,
  members: readonly Person[],
  createdAtMs = 0,
): GroupInvitationView {
  return { roomId: `group-${name.toLowerCase()}`, name, description: '', by, members, createdAtMs };
}

/** What `from` wrote to a group. */
export function groupMessage(
  room: Pick<GroupConversationView, 'roomId'>,
  index: number,
  from: Person,
  change: Partial<MessageView> = {},
): MessageView {
  const mine = from.accountId === alice.accountId;
  return {
    ...message(from, index, { mine }),
    id: `${room.roomId}-${index}`,
    roomId: room.roomId,
    senderId: from.accountId,
    ...change,
  };
}

/** What happened to a group: `by` did it, to `to`; `name` is the group's where it got one. */
export function groupNotice(
  room: Pick<GroupConversationView, 'roomId'>,
  index: number,
  notice: GroupNotice,
  by: Person,
  to: readonly Person[] = [],
  name = '',
): MessageView {
  const change = { actorId: by.accountId, subjectIds: to.map(({ accountId }) => accountId), name };
  return groupMessage(room, index, by, { kind: 'notice', body: '', notice, change, state: 'received' });
}
