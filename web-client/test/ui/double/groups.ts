import type { GroupConversationView, MessageView, Person } from '../../../src/messenger/port.ts';
import {
  alice,
  bob,
  carol,
  conversation,
  dave,
  erin,
  group,
  groupMessage,
  groupNotice,
  invitation,
  mallory,
  member,
  message,
  request,
  roomOf,
  trent,
  zoe,
} from './cast.ts';
import { answerAboutGroups } from './group-answers.ts';
import { ScriptedMessenger, emptySnapshot } from './scripted-messenger.ts';
import { accountAnswers } from './story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const QUARTET = group('Quartet', [alice, bob, carol, dave], {
  description: 'Thursdays at seven, hall 2. Bring a pencil.',
  members: [
    member(alice, { role: 'owner', online: true }),
    member(bob, { online: true }),
    member(carol),
    member(dave, { gone: true }),
  ],
  invited: [member(erin, { role: 'invited' })],
});

const FAMILY = group('Family', [bob, alice, zoe, carol], { typing: [bob.accountId, zoe.accountId] });
const WALKERS = group('Sunday walkers', [zoe, bob], { me: 'former', open: false });
const NEW_ROOM = group('', [zoe, alice], { roomId: 'group-unnamed' });

/** Alice owns a quartet, is a member of her family's group, has left the walkers, and is asked into two more. */
export function groupsStory(now: number): ScriptedMessenger {
  const histories = [quartetHistory(now), familyHistory(now), walkersHistory(now), []];
  const rooms = [QUARTET, FAMILY, WALKERS, NEW_ROOM].map((room, at) =>
    withHistory(room, histories[at] ?? [], now),
  );
  const bobsLast = message(bob, 0, { mine: false, body: 'See you on Thursday.', sentAtMs: now - 2 * HOUR });
  const messenger = new ScriptedMessenger(
    emptySnapshot({
      phase: { at: 'ready', me: alice },
      conversations: [
        ...rooms,
        conversation(bob, {
          messageCount: 1,
          lastMessage: bobsLast,
          sortMs: bobsLast.sentAtMs,
          presence: { online: true, lastSeenMs: null },
        }),
        ...[carol, dave, erin, zoe].map((friend, at) =>
          conversation(friend, { sortMs: now - (30 + at) * HOUR }),
        ),
      ],
      incoming: [request(mallory, now - 2 * HOUR)],
      invitations: [
        {
          ...invitation('Wind section', carol, [carol, bob, dave, erin, zoe], now - HOUR),
          description: 'Everybody who blows into something.',
        },
        invitation('Chess', dave, [dave], now - 3 * HOUR),
      ],
    }),
  );
  for (const [at, room] of rooms.entries()) messenger.histories.set(room.roomId, histories[at] ?? []);
  messenger.histories.set(roomOf(bob), [bobsLast]);
  messenger.answers = accountAnswers(now);
  answerAboutGroups(messenger);
  return messenger;
}

function withHistory(
  room: GroupConversationView,
  history: readonly MessageView[],
  now: number,
): GroupConversationView {
  const lastMessage = history.at(-1) ?? null;
  return {
    ...room,
    messageCount: history.length,
    lastMessage,
    sortMs: lastMessage?.sentAtMs ?? now - 29 * HOUR,
  };
}

type Entry =
  | MessageView
  | readonly [from: Person, minutesAgo: number, body: string, more?: Partial<MessageView>];

/** Numbers and dates what a story lists. */
function script(room: GroupConversationView, now: number, entries: readonly Entry[]): MessageView[] {
  const begin = now - 3 * HOUR;
  return entries.map((entry, index) => {
    if (!('length' in entry)) {
      return { ...entry, index, id: `${room.roomId}-${index}`, sentAtMs: begin + index * 1_000 };
    }
    const [from, minutesAgo, body, more] = entry;
    return groupMessage(room, index, from, { body, sentAtMs: now - minutesAgo * MINUTE, ...more });
  });
}

const reach = (delivered: number, read: number, of = 3) => ({ reach: { of, delivered, read } });

function quartetHistory(now: number): MessageView[] {
  const room = QUARTET;
  return script(room, now, [
    groupNotice(room, 0, 'group-created', alice, [], 'Strings'),
    groupNotice(room, 1, 'member-invited', alice, [bob, carol, dave, trent]),
    groupNotice(room, 2, 'member-joined', bob),
    groupNotice(room, 3, 'member-joined', carol),
    groupNotice(room, 4, 'invitation-declined', trent),
    groupNotice(room, 5, 'group-renamed', alice, [], 'Quartet'),
    [bob, 100, 'I have the parts for all of us.'],
    [bob, 99, 'Carol, yours is the long one: eleven pages, and the page turns are impossible as ever.'],
    [carol, 97, 'Then I will need a third hand.'],
    [carol, 97, '😄🎻'],
    [alice, 90, 'Dave can turn pages, he rests for sixty bars anyway.', { ...reach(3, 3), state: 'read' }],
    [dave, 60, 'Sixty-two. I count them.'],
    [alice, 8, 'Seven o’clock then?', { ...reach(3, 2), state: 'delivered' }],
    [bob, 6, 'Yes, hall 2.'],
    [alice, 2, 'I bring the pencils.', { ...reach(3, 1), state: 'delivered' }],
  ]);
}

function familyHistory(now: number): MessageView[] {
  const room = FAMILY;
  return script(room, now, [
    groupNotice(room, 0, 'member-joined', alice),
    groupNotice(room, 1, 'member-removed', bob, [erin]),
    groupNotice(room, 2, 'member-left', dave),
    groupMessage(room, 3, bob, { kind: 'notice', body: '', notice: 'security-alarm' }),
    groupMessage(room, 4, bob, { kind: 'notice', body: '', notice: 'security-restored' }),
    groupMessage(room, 5, zoe, { kind: 'notice', body: '', notice: 'identity-changed' }),
    groupNotice(room, 6, 'member-gone', bob, [zoe]),
    groupNotice(room, 7, 'owner-changed', dave, [bob]),
    [alice, 70, 'Who is coming on Sunday?', { state: 'failed', unsentBecause: 'identity-changed' }],
    [bob, 50, '', { state: 'lost' }],
    [zoe, 40, 'All of us, with the dog.'],
  ]);
}

function walkersHistory(now: number): MessageView[] {
  const room = WALKERS;
  return script(room, now, [
    [zoe, 400, 'Ten o’clock at the bridge.'],
    groupNotice(room, 1, 'member-left', alice),
  ]);
}
