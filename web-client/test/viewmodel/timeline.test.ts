import { beforeEach, describe, expect, test } from 'vitest';
import { MAX_WINDOWS, Timeline, WINDOW_SIZE } from '../../src/viewmodel/conversation/timeline.ts';
import { bob, conversation, message, roomOf } from '../ui/double/cast.ts';
import { ScriptedMessenger, emptySnapshot, fail } from '../ui/double/scripted-messenger.ts';
import { settle } from './manual-clock.ts';

const LONG = 100_000;

describe('a timeline of 100,000 messages', () => {
  let messenger: ScriptedMessenger;
  let timeline: Timeline;

  beforeEach(() => {
    messenger = new ScriptedMessenger(
      emptySnapshot({ conversations: [conversation(bob, { messageCount: LONG })] }),
    );
    messenger.histories.set(roomOf(bob), (index) => message(bob, index));
    timeline = new Timeline(messenger, roomOf(bob));
    timeline.resize(LONG);
  });

  test('fetches only the windows on screen', async () => {
    timeline.show(LONG - 30, LONG + 60);
    await settle();
    expect(messenger.called('messages')).toEqual([
      { roomId: roomOf(bob), fromIndex: LONG - WINDOW_SIZE, count: WINDOW_SIZE },
    ]);
    expect(timeline.at(LONG - 1)?.body).toBe(`Message ${LONG - 1}`);
    expect(timeline.at(0)).toBeUndefined();
  });

  test('[D-10] keeps its rows when others are put in front of them, and asks anew for what was on its way', async () => {
    timeline.show(LONG - 30, LONG + 60);
    await settle();
    const [before, last] = [timeline.at(LONG - 250), timeline.at(LONG - 1)];
    timeline.show(0, 50);
    timeline.shift(330);
    await settle();
    expect(before).toBeUndefined();
    expect(timeline.count.value).toBe(LONG + 330);
    expect(timeline.moved.value).toBe(330);
    expect(timeline.at(LONG + 329)).toEqual({ ...last, index: LONG + 329 });
    expect(timeline.at(LONG + 329 - 330)).toBeUndefined();
    expect(timeline.at(10)).toBeUndefined();
    timeline.show(0, 50);
    await settle();
    expect(timeline.at(10)?.index).toBe(10);
  });

  test('counts as new what is shown, and what it has not read yet', () => {
    const gone = message(bob, LONG + 1, { kind: 'notice', notice: 'discarded', body: '' });
    timeline.receive([message(bob, LONG), gone, message(bob, LONG + 2)]);
    timeline.resize(LONG + 4);
    expect(timeline.shownFrom(LONG)).toBe(3);
    expect(timeline.shownFrom(LONG + 1)).toBe(2);
  });

  test('asks for a window once', async () => {
    timeline.show(0, 50);
    timeline.show(10, 60);
    await settle();
    timeline.show(20, 70);
    expect(messenger.called('messages')).toHaveLength(1);
  });

  test('keeps a bounded number of windows, the latest shown', async () => {
    for (let window = 0; window <= MAX_WINDOWS; window++) {
      timeline.show(window * WINDOW_SIZE, window * WINDOW_SIZE);
      await settle();
    }
    expect(timeline.at(0)).toBeUndefined();
    expect(timeline.at(MAX_WINDOWS * WINDOW_SIZE)).toBeDefined();
  });

  test('what an event brings is never overwritten by an older answer', async () => {
    timeline.show(0, 0);
    timeline.receive([message(bob, 5, { state: 'read', body: 'newer' })]);
    await settle();
    expect(timeline.at(5)?.body).toBe('newer');
    expect(timeline.at(6)?.body).toBe('Message 6');
  });

  test('grows with new messages, before the snapshot says so', () => {
    timeline.receive([message(bob, LONG)]);
    expect(timeline.count.value).toBe(LONG + 1);
  });

  test('an event for a window not on screen does not pretend that the window is known', async () => {
    timeline.receive([message(bob, 205)]);
    timeline.show(200, 210);
    await settle();
    expect(timeline.at(206)).toBeDefined();
  });

  test('forgets everything when messages were taken away, answers under way included', async () => {
    timeline.show(0, 10);
    timeline.resize(LONG - 1);
    await settle();
    expect(timeline.at(3)).toBeUndefined();
    timeline.show(0, 10);
    await settle();
    expect(timeline.at(3)).toBeDefined();
  });

  test('a failure is told, not repeated by itself, and can be tried again', async () => {
    messenger.answers.messages = () => fail('storage-damaged');
    timeline.show(0, 10);
    await settle();
    timeline.show(0, 10);
    expect(timeline.failure.value).toEqual({ code: 'storage-damaged' });
    expect(messenger.called('messages')).toHaveLength(1);
    delete messenger.answers.messages;
    timeline.retry(0, 10);
    await settle();
    expect(timeline.failure.value).toBeNull();
    expect(timeline.at(10)).toBeDefined();
  });
});
