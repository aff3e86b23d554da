import type { ConversationView, FriendRequest, MessageView, Person } from '../../../src/messenger/port.ts';

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

export function conversation(friend: Person, change: Partial<ConversationView> = {}): ConversationView {
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
