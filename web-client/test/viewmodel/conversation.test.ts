import { signal } from '@preact/signals-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Failure, Snapshot } from '../../src/messenger/port.ts';
import { Conversation } from '../../src/viewmodel/conversation/conversation.ts';
import { Drafts } from '../../src/viewmodel/conversation/drafts.ts';
import { alice, bob, conversation, message, roomOf } from '../ui/double/cast.ts';
import { ScriptedMessenger, emptySnapshot, fail, succeed } from '../ui/double/scripted-messenger.ts';
import { ManualClock, settle } from './manual-clock.ts';

const ROOM = roomOf(bob);

function bodies(opened: Conversation): string[] {
  return opened.pending.list.value.map(({ body }) => body);
}

describe('Alice’s conversation with Bob', () => {
  let clock: ManualClock;
  let messenger: ScriptedMessenger;
  let reported: Failure[];
  let drafts: Drafts;

  beforeEach(() => {
    clock = new ManualClock();
    messenger = new ScriptedMessenger(emptySnapshot());
    reported = [];
    drafts = new Drafts();
  });

  function open(change: Parameters<typeof conversation>[1] = {}): Conversation {
    const view = conversation(bob, change);
    messenger.change({ phase: { at: 'ready', me: alice }, conversations: [view] });
    const snapshot = signal<Snapshot>(messenger.snapshot);
    const opened = new Conversation(
      {
        messenger,
        clock,
        snapshot,
        myId: alice.accountId,
        report: (failure) => reported.push(failure),
        offerBack: () => undefined,
        drafts,
      },
      view,
    );
    messenger.subscribe((event) => {
      if (event.type === 'messages') opened.receive(event.messages);
      if (event.type === 'snapshot') {
        snapshot.value = event.snapshot;
        drafts.snapshotChanged();
        opened.snapshotChanged();
      }
    });
    return opened;
  }

  test('a message is a bubble at once, and is replaced by the stored one', async () => {
    const opened = open();
    messenger.answers.sendText = ({ body }) => {
      messenger.deliver(message(bob, 0, { body, state: 'sending' }));
      return succeed({ id: 'bob-0' });
    };
    opened.edit('  Hello Bob \n');
    const sent = opened.send();
    expect(bodies(opened)).toEqual(['Hello Bob']);
    expect(opened.draft.value).toBe('');
    await sent;
    expect(bodies(opened)).toEqual([]);
    expect(opened.timeline.at(0)?.body).toBe('Hello Bob');
  });

  test('the same text twice is two bubbles; one stored message replaces one of them, whatever it becomes', () => {
    const opened = open();
    for (let turn = 0; turn < 2; turn++) {
      opened.edit('ok');
      void opened.send();
    }
    messenger.deliver(message(bob, 0, { body: 'ok', state: 'sending' }));
    messenger.deliver(message(bob, 0, { body: 'ok', state: 'sent' }));
    expect(bodies(opened)).toEqual(['ok']);
    messenger.deliver(message(bob, 1, { body: 'ok', state: 'sending' }));
    expect(bodies(opened)).toEqual([]);
  });

  test('an old message with the same text replaces nothing', () => {
    const opened = open({ messageCount: 3 });
    opened.edit('ok');
    void opened.send();
    messenger.deliver(message(bob, 1, { body: 'ok', state: 'read' }));
    expect(bodies(opened)).toEqual(['ok']);
  });

  test('what cannot be stored returns to the composer, before what was typed since', async () => {
    const opened = open();
    messenger.latencyMs = 5;
    messenger.answers.sendText = () => fail('storage-full');
    opened.edit('first');
    const sent = opened.send();
    opened.edit('second');
    await sent;
    expect(opened.draft.value).toBe('first\nsecond');
    expect(opened.sendFailure.value).toEqual({ code: 'storage-full' });
    expect(bodies(opened)).toEqual([]);
    opened.edit('first\nsecond, shorter');
    expect(opened.sendFailure.value).toBeNull();
  });

  test('what is sent is stored before its draft is emptied, and the tab knows until then', async () => {
    const opened = open({ draft: 'Hello' });
    messenger.latencyMs = 5;
    messenger.answers.sendText = () => succeed({ id: 'bob-0' });
    const sent = opened.send();
    expect(messenger.calls.map(({ name }) => name).filter((name) => name !== 'messages')).toEqual([
      'sendText',
      'saveDraft',
    ]);
    expect(drafts.storing).toBe(true);
    await sent;
    expect(drafts.storing).toBe(false);
  });

  test('blank text is not sent', async () => {
    const opened = open();
    opened.edit(' \n ');
    await opened.send();
    expect(messenger.called('sendText')).toEqual([]);
  });

  test('a draft is written down after a pause, at once when leaving, and only when it changed', () => {
    const opened = open({ draft: 'half a' });
    expect(opened.draft.value).toBe('half a');
    opened.edit('half a sentence');
    expect(messenger.called('saveDraft')).toEqual([]);
    clock.pass(1_000);
    expect(messenger.called('saveDraft')).toEqual([{ roomId: ROOM, draft: 'half a sentence' }]);
    opened.edit('half a sentence more');
    opened.leave();
    opened.leave();
    expect(messenger.called('saveDraft')).toHaveLength(2);
  });

  test('a draft that could not be stored is stored when leaving, now or after coming back', async () => {
    let isFull = true;
    messenger.answers.saveDraft = () => (isFull ? fail('storage-full') : succeed(undefined));
    const opened = open();
    opened.edit('not yet');
    clock.pass(1_000);
    await settle();
    opened.leave();
    await settle();
    const again = open();
    isFull = false;
    again.leave();
    await settle();
    again.leave();
    const attempt = { roomId: ROOM, draft: 'not yet' };
    expect(messenger.called('saveDraft')).toEqual([attempt, attempt, attempt]);
  });

  test('coming back, the last typed text stands there even if the snapshot is older', () => {
    const opened = open();
    opened.edit('unfinished');
    opened.leave();
    expect(open({ draft: '' }).draft.value).toBe('unfinished');
  });

  test('what another tab left as a draft stands here too, unless something is being typed here', async () => {
    const opened = open();
    messenger.changeConversation(ROOM, { draft: 'from the other tab' });
    expect(opened.draft.value).toBe('from the other tab');
    opened.edit('from the other tab, and this one');
    messenger.changeConversation(ROOM, { draft: 'from the other tab!' });
    expect(opened.draft.value).toBe('from the other tab, and this one');
    opened.leave();
    await settle();
    messenger.changeConversation(ROOM, { draft: 'from the other tab, and this one' });
    messenger.changeConversation(ROOM, { draft: '' });
    expect(opened.draft.value).toBe('');
  });

  test('typing is told at most every three seconds, and not for an emptied field', () => {
    const opened = open();
    for (let key = 1; key <= 10; key++) {
      opened.edit('x'.repeat(key));
      clock.pass(500);
    }
    expect(messenger.called('typing')).toHaveLength(2);
    opened.edit('');
    clock.pass(5_000);
    opened.edit('');
    expect(messenger.called('typing')).toHaveLength(2);
  });

  test('[D-9] [D-10] the unread divider stays where it was when the conversation was opened', () => {
    const opened = open({ messageCount: 10, unread: 3 });
    messenger.changeConversation(ROOM, { unread: 0 });
    expect(opened.firstUnreadIndex).toBe(7);
    opened.inserted(300);
    expect(opened.firstUnreadIndex).toBe(307);
    expect(open({ messageCount: 10, unread: 3, firstUnreadIndex: 5 }).firstUnreadIndex).toBe(5);
  });

  test('a failed retry is reported', async () => {
    messenger.answers.retryMessage = () => fail('network');
    await open().retry('bob-0');
    await settle();
    expect(reported).toEqual([{ code: 'network' }]);
  });
});
