import type { MessageState, MessageView, Snapshot } from '../../../src/messenger/port.ts';
import {
  alice,
  bob,
  carol,
  conversation,
  dave,
  erin,
  mallory,
  message,
  person,
  request,
  roomOf,
  trent,
  zoe,
} from './cast.ts';
import { recoveryAnswers } from './recovery.ts';
import { ScriptedMessenger, emptySnapshot, fail, succeed } from './scripted-messenger.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Line = readonly [mine: boolean, minutesAgo: number, body: string, state?: MessageState];

const WITH_BOB: readonly Line[] = [
  [false, 1_610, 'Are you coming to the rehearsal tomorrow?'],
  [true, 1_602, 'Yes! I am bringing the new parts.'],
  [true, 1_601, 'The second movement is mostly rests for us anyway 🙂'],
  [false, 1_590, 'Tacet al fine. My favourite kind of piece.'],
  [false, 1_589, '😄🎻'],
  [
    true,
    170,
    'I found the recording we talked about: https://music.example.org/recordings/1963-vienna?movement=2',
  ],
  [false, 165, 'Oh, wonderful. Listening right now.'],
  [
    false,
    164,
    'The tempo in the middle section is so much slower than ours, and it works. We should talk to Carol about taking it down a little, at least until the horns come in. What do you think?',
  ],
  [
    true,
    150,
    'Agreed. Let us try it tomorrow.\n\nI would also:\n– leave out the repeat\n– start the coda softer',
  ],
  [true, 149, '👍'],
  [false, 12, 'Good. Seven o’clock, hall 2. I have the key.'],
  [true, 11, 'Perfect, see you there.', 'read'],
  [true, 4, 'Shall I bring coffee?', 'delivered'],
  [true, 1, 'The good one, from the corner.', 'sent'],
];

function script(friend: typeof bob, lines: readonly Line[], now: number): MessageView[] {
  return lines.map(([mine, minutesAgo, body, state], index) =>
    message(friend, index, {
      mine,
      body,
      sentAtMs: now - minutesAgo * MINUTE,
      state: state ?? (mine ? 'read' : 'received'),
    }),
  );
}

/** Messages made up on demand; the texts differ in length as real ones do. */
function longHistory(length: number, now: number): (index: number) => MessageView {
  const texts = [
    'Yes.',
    'I will be there at seven.',
    'Did you see what the weather is going to be like on Saturday?',
    'Long answer: it depends on the trains, and on whether Dave remembers the keys this time. Otherwise we meet at the station and walk from there.',
    'ok',
    '🎶',
  ];
  return (index) =>
    message(zoe, index, {
      mine: index % 7 < 3,
      body: `${texts[(index * 31) % texts.length] ?? ''} (${index})`,
      sentAtMs: now - (length - index) * 4 * MINUTE,
    });
}

export const LONG_LENGTH = 100_000;

/** Alice's evening: everything the home screen can show. */
export function homeStory(now: number): ScriptedMessenger {
  const withBob = script(bob, WITH_BOB, now);
  const failed = message(dave, 3, { body: 'Which platform?', state: 'failed', sentAtMs: now - 3 * HOUR });
  const withDave = [
    message(dave, 0, { kind: 'notice', notice: 'security-restored', sentAtMs: now - 5 * HOUR, mine: false }),
    message(dave, 1, {
      body: 'The spare key is under the third flower pot.',
      state: 'failed',
      unsentBecause: 'identity-changed',
      sentAtMs: now - 4 * HOUR,
    }),
    message(dave, 2, { kind: 'notice', notice: 'identity-changed', sentAtMs: now - 3.5 * HOUR, mine: false }),
    failed,
  ];
  const long = longHistory(LONG_LENGTH, now);
  const last = long(LONG_LENGTH - 1);
  const carolHistory = script(
    carol,
    [
      [false, 400, 'The horns are in.'],
      [false, 32, 'Could you send me the bowings?'],
      [false, 31, 'No hurry, before Thursday is fine.'],
    ],
    now,
  );
  const erinLast = message(erin, 0, {
    mine: false,
    kind: 'notice',
    notice: 'friend-removed',
    body: '',
    sentAtMs: now - 3 * DAY,
  });
  const snapshot: Snapshot = emptySnapshot({
    phase: { at: 'ready', me: alice },
    conversations: [
      conversation(bob, {
        messageCount: withBob.length,
        lastMessage: withBob.at(-1) ?? null,
        sortMs: now - MINUTE,
        presence: { online: true, lastSeenMs: null },
      }),
      conversation(carol, {
        messageCount: carolHistory.length,
        lastMessage: carolHistory.at(-1) ?? null,
        sortMs: now - 31 * MINUTE,
        unread: 2,
        presence: { online: true, lastSeenMs: null },
        typing: true,
      }),
      conversation(dave, {
        messageCount: withDave.length,
        lastMessage: failed,
        sortMs: now - 3 * HOUR,
        draft: 'Never mind, I found',
        presence: { online: false, lastSeenMs: now - 2 * HOUR },
      }),
      conversation(zoe, {
        messageCount: LONG_LENGTH,
        lastMessage: last,
        sortMs: last.sentAtMs - 26 * HOUR,
        presence: { online: false, lastSeenMs: now - 26 * HOUR },
      }),
      conversation(erin, { messageCount: 1, lastMessage: erinLast, sortMs: now - 3 * DAY, open: false }),
    ],
    incoming: [request(mallory, now - 2 * HOUR)],
    outgoing: [request(trent, now - 2 * DAY)],
    blocked: [trent],
  });
  const messenger = new ScriptedMessenger(snapshot);
  messenger.histories.set(roomOf(bob), withBob);
  messenger.histories.set(roomOf(carol), carolHistory);
  messenger.histories.set(roomOf(dave), withDave);
  messenger.histories.set(roomOf(zoe), long);
  messenger.histories.set(roomOf(erin), [erinLast]);
  messenger.answers = accountAnswers(now);
  recoveryAnswers(messenger, alice);
  echoSentMessages(messenger);
  return messenger;
}

/** What is asked of any account. */
export function accountAnswers(now: number): ScriptedMessenger['answers'] {
  return {
    securityDetails: () =>
      succeed({
        safetyNumber: '046137925018263749508172635490817263544908172635449081726354',
        qrText:
          'ARlvb8LwdEp6vvfxxJnxCuZbmiq68H9JBXiWYmTKWSyIberupG5a_b4QpxCTyALRAITbkyM0Z0NxpRFE8qwoSXfQIe6lo2WNlsgJi0QR5L0fII0z-dUo6497okCZWoYU3g',
        verified: false,
        postQuantum: { renewedAtMs: now - 3 * HOUR },
        sessions: 2,
        repairs: 1,
      }),
    storageUsed: () => succeed({ bytes: 38_400_000, quota: 12_000_000_000 }),
    checkUsername: ({ username }) =>
      succeed(username === 'bob' ? { available: false, reason: 'taken' } : { available: true }),
    sendFriendRequest: ({ username }) =>
      username === 'nobody' ? fail('user-not-found') : succeed({ state: 'pending' as const }),
    signIn: ({ username }) =>
      username === 'elsewhere' ? fail('vault-elsewhere') : fail('wrong-credentials'),
    unlock: ({ password, previous }) => {
      if (password !== 'the new one') return fail('wrong-password');
      if (previous === undefined) return fail('password-changed-elsewhere');
      return previous === 'the old one' ? succeed(undefined) : fail('wrong-password');
    },
    changePassword: () => fail('wrong-password'),
  };
}

/** Stores what is sent and lets it travel: sending, sent, delivered. */
function echoSentMessages(messenger: ScriptedMessenger): void {
  let stored = 0;
  messenger.answers.sendText = ({ roomId, body }) => {
    const known = messenger.snapshot.conversations.find((each) => each.roomId === roomId);
    const friend = known?.kind === 'direct' ? known.person : bob;
    const id = `sent-${++stored}`;
    const sent = message(friend, known?.messageCount ?? 0, {
      id,
      roomId,
      body,
      sentAtMs: Date.now(),
      state: 'sending',
    });
    messenger.deliver(sent);
    setTimeout(() => messenger.deliver({ ...sent, state: 'sent' }), 60);
    setTimeout(() => messenger.deliver({ ...sent, state: 'delivered' }), 400);
    return succeed({ id });
  };
}

/** Somebody asks to be friends who calls himself like a friend. */
export function lookalikesStory(now: number): ScriptedMessenger {
  const messenger = homeStory(now);
  const { incoming } = messenger.snapshot;
  const double = person('b0bby', 'Воb', 'Okafor');
  messenger.change({
    incoming: [...incoming, request(double, now - HOUR)],
    lookalikes: [bob.accountId, double.accountId],
  });
  return messenger;
}

/** Alice on her first day. */
export function firstDayStory(): ScriptedMessenger {
  const messenger = new ScriptedMessenger(emptySnapshot({ phase: { at: 'ready', me: alice } }));
  messenger.answers = accountAnswers(0);
  return messenger;
}

/** Any screen that is not home. */
export function phaseStory(phase: Snapshot['phase']): ScriptedMessenger {
  const messenger = new ScriptedMessenger(emptySnapshot({ phase }));
  messenger.answers = accountAnswers(0);
  recoveryAnswers(messenger, alice);
  return messenger;
}
