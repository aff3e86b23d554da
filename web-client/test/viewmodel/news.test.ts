import { beforeEach, describe, expect, test } from 'vitest';
import type { MessageView } from '../../src/messenger/port.ts';
import { MAX_SAID, News } from '../../src/viewmodel/conversation/news.ts';
import { Timeline } from '../../src/viewmodel/conversation/timeline.ts';
import { alice, bob, carol, group, groupNotice, message, roomOf } from '../ui/double/cast.ts';
import { ScriptedMessenger, emptySnapshot } from '../ui/double/scripted-messenger.ts';

const COUNT = 10;
const fromBob = (index: number, change: Partial<MessageView> = {}): MessageView =>
  message(bob, index, { mine: false, ...change });
const notice = (
  index: number,
  what: MessageView['notice'] & string,
  state: MessageView['state'] = 'received',
) => fromBob(index, { kind: 'notice', body: '', notice: what, state });

describe('what Alice hears of her open conversation with Bob', () => {
  let timeline: Timeline;
  let news: News;

  beforeEach(() => {
    timeline = new Timeline(new ScriptedMessenger(emptySnapshot()), roomOf(bob));
    timeline.resize(COUNT);
    news = new News(COUNT, alice.accountId);
  });

  function come(...messages: MessageView[]): void {
    news.note(messages, timeline);
    timeline.receive(messages);
  }

  /** Bodies, and what notices say. */
  function heard(): string[] {
    return news.take().messages.map(({ body, notice: what, state }) => what ?? (body === '' ? state : body));
  }

  test('new messages, each once', () => {
    come(fromBob(COUNT, { body: 'ok' }), fromBob(COUNT + 1, { body: 'ok' }));
    expect(heard()).toEqual(['ok', 'ok']);
    come(fromBob(COUNT + 1, { body: 'ok' }));
    expect(heard()).toEqual([]);
  });

  test('no old ones, also where history came in front', () => {
    come(fromBob(3));
    timeline.shift(300);
    come(fromBob(305));
    expect(heard()).toEqual([]);
    come(fromBob(COUNT + 300, { body: 'new' }));
    expect(heard()).toEqual(['new']);
  });

  test('new ones also after the conversation was emptied', () => {
    timeline.resize(0);
    come(fromBob(0, { body: 'again' }));
    expect(heard()).toEqual(['again']);
  });

  test('what makes the keys doubtful and what is missing, not what asks for nothing', () => {
    come(
      notice(COUNT, 'security-alarm'),
      notice(COUNT + 1, 'repaired'),
      notice(COUNT + 2, 'identity-changed'),
    );
    come(notice(COUNT + 3, 'discarded'), notice(COUNT + 4, 'messages-missing', 'repairing'));
    expect(heard()).toEqual(['security-alarm', 'identity-changed', 'messages-missing']);
  });

  test('that a notice was moved is none, that its messages are lost is', () => {
    come(notice(COUNT, 'discarded'), notice(COUNT + 1, 'messages-missing', 'repairing'));
    news.take();
    come(notice(COUNT, 'messages-missing', 'repairing'), fromBob(COUNT + 1, { body: 'late' }));
    expect(heard()).toEqual(['late']);
    come(notice(COUNT, 'messages-missing', 'lost'));
    expect(heard()).toEqual(['messages-missing']);
  });

  test('that a message is being repaired, and then what it says', () => {
    come(fromBob(COUNT, { body: '', state: 'repairing' }));
    expect(heard()).toEqual(['repairing']);
    come(fromBob(COUNT, { body: 'whole again' }));
    expect(heard()).toEqual(['whole again']);
  });

  test('of her own ones only that they were not sent, each time', () => {
    for (const state of ['sending', 'failed', 'failed'] as const) come(message(bob, COUNT, { state }));
    expect(heard()).toEqual([`Message ${COUNT}`]);
    for (const state of ['sending', 'failed'] as const) come(message(bob, COUNT, { state }));
    expect(heard()).toEqual([`Message ${COUNT}`]);
    for (const state of ['sending', 'sent', 'read'] as const) come(message(bob, COUNT, { state }));
    expect(heard()).toEqual([]);
  });

  test('of many that come together a few in order, notices before messages, and how many more', () => {
    const many = Array.from({ length: 50 }, (_, at) => fromBob(COUNT + at));
    come(...many, notice(COUNT + 50, 'security-alarm'));
    const { messages, more } = news.untold.value;
    expect(messages.map(({ index }) => index)).toEqual([COUNT, COUNT + 1, COUNT + 50]);
    expect(more).toBe(51 - MAX_SAID);
    news.take();
    expect(news.untold.value).toEqual({ messages: [], more: 0 });
  });

  test('of those who come and go only herself', () => {
    const room = group('Quartet', [bob, alice, carol]);
    come(groupNotice(room, COUNT, 'member-removed', bob, [carol]));
    expect(heard()).toEqual([]);
    come(groupNotice(room, COUNT + 1, 'member-removed', bob, [alice]));
    expect(heard()).toEqual(['member-removed']);
  });
});
