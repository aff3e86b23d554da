import type { MessageView } from '../../../src/messenger/port.ts';
import { alice, bob, conversation, dave, erin, message, roomOf } from './cast.ts';
import { ScriptedMessenger, emptySnapshot, fail } from './scripted-messenger.ts';
import { accountAnswers } from './story.ts';

const MINUTE = 60_000;

/**
 * What the server refused, and why: Bob has read nothing for weeks, with Erin nobody can write any more. Dave bears the
 * username of a friend, and his safety number cannot be asked for.
 */
export function troublesStory(now: number): ScriptedMessenger {
  const mine = (friend: typeof bob, index: number, minutesAgo: number, rest: Partial<MessageView>) =>
    message(friend, index, { sentAtMs: now - minutesAgo * MINUTE, ...rest });
  const histories = new Map([
    [
      bob,
      [
        mine(bob, 0, 40, { body: 'The hall is booked.', state: 'sent' }),
        mine(bob, 1, 4, { body: 'Still there?', state: 'failed', unsentBecause: 'mailboxes-full' }),
        mine(bob, 2, 3, { body: 'Thursday at seven.', state: 'failed', unsentBecause: 'refused' }),
      ],
    ],
    [
      dave,
      [
        mine(dave, 0, 30, { body: 'Which platform?', state: 'delivered' }),
        mine(dave, 1, 2, {
          kind: 'notice',
          notice: 'username-shared',
          change: { actorId: dave.accountId, subjectIds: [], name: 'bob' },
          body: '',
          mine: false,
          state: 'received',
        }),
      ],
    ],
    [
      erin,
      [
        mine(erin, 0, 90, { body: 'Shall I bring the score?', state: 'read' }),
        mine(erin, 1, 80, { body: 'It is with me.', state: 'failed', unsentBecause: 'not-a-member' }),
      ],
    ],
  ]);
  const rooms = [...histories].map(([friend, history]) =>
    conversation(friend, {
      messageCount: history.length,
      lastMessage: history.at(-1) ?? null,
      sortMs: history.at(-1)?.sentAtMs ?? now,
      open: friend !== erin,
    }),
  );
  const messenger = new ScriptedMessenger(
    emptySnapshot({ phase: { at: 'ready', me: alice }, conversations: rooms }),
  );
  for (const [friend, history] of histories) messenger.histories.set(roomOf(friend), history);
  const answers = accountAnswers(now);
  messenger.answers = {
    ...answers,
    securityDetails: (input) =>
      input.accountId === dave.accountId ? fail('network') : answers.securityDetails?.(input),
  };
  return messenger;
}
