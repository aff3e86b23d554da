import type { MessageView } from '../../../src/messenger/port.ts';
import { alice, bob, conversation, message, roomOf } from './cast.ts';
import { ScriptedMessenger, emptySnapshot } from './scripted-messenger.ts';
import { accountAnswers } from './story.ts';

const MINUTE = 60_000;

/** A conversation in which something went wrong on the way: being repaired, mended, given up. */
export function mendingStory(now: number): ScriptedMessenger {
  const theirs = (index: number, minutesAgo: number, rest: Partial<MessageView>) =>
    message(bob, index, { mine: false, sentAtMs: now - minutesAgo * MINUTE, state: 'received', ...rest });
  const history = [
    theirs(0, 90, { body: 'The parts are on your stand.' }),
    theirs(1, 85, { kind: 'notice', notice: 'messages-missing', body: '', state: 'lost' }),
    theirs(2, 80, { body: '', state: 'lost' }),
    message(bob, 3, { body: 'Something of yours got lost?', sentAtMs: now - 70 * MINUTE, state: 'read' }),
    theirs(4, 30, { body: 'The bowings are in pencil.' }),
    theirs(5, 3, { kind: 'notice', notice: 'messages-missing', body: '', state: 'repairing' }),
    theirs(6, 2, { body: '', state: 'repairing' }),
    theirs(7, 1, { body: 'So: seven o’clock, hall 2.' }),
  ];
  const messenger = new ScriptedMessenger(
    emptySnapshot({
      phase: { at: 'ready', me: alice },
      conversations: [
        conversation(bob, {
          messageCount: history.length,
          lastMessage: history.at(-1) ?? null,
          sortMs: now - MINUTE,
          presence: { online: true, lastSeenMs: null },
        }),
      ],
    }),
  );
  messenger.histories.set(roomOf(bob), history);
  messenger.answers = accountAnswers(now);
  return messenger;
}
