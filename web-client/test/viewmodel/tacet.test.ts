import { beforeEach, describe, expect, test } from 'vitest';
import { HOME, entryFrom, historyState, type HistoryEntry } from '../../src/viewmodel/shell/route.ts';
import { TOAST_MS } from '../../src/viewmodel/shell/toasts.ts';
import { Tacet } from '../../src/viewmodel/tacet.ts';
import { alice, bob, carol, conversation, message, request, roomOf, zoe } from '../ui/double/cast.ts';
import { ScriptedMessenger, emptySnapshot, fail, succeed } from '../ui/double/scripted-messenger.ts';
import { ManualClock, settle } from './manual-clock.ts';

/** The browser's history as a list. */
class Pages {
  readonly entries: HistoryEntry[] = [{ route: HOME, depth: 0 }];
  onBack: (entry: HistoryEntry) => void = () => undefined;

  push(entry: HistoryEntry): void {
    this.entries.push(entry);
  }

  replace(entry: HistoryEntry): void {
    this.entries[this.entries.length - 1] = entry;
  }

  back(): void {
    this.entries.pop();
    this.onBack(this.entries.at(-1) ?? { route: HOME, depth: 0 });
  }
}

describe('Alice uses Tacet', () => {
  let clock: ManualClock;
  let messenger: ScriptedMessenger;
  let pages: Pages;
  let tacet: Tacet;
  let written: string[];
  let activeElsewhereMs: number;
  let sealed: boolean;

  beforeEach(async () => {
    clock = new ManualClock();
    pages = new Pages();
    written = [];
    activeElsewhereMs = 0;
    sealed = false;
    messenger = new ScriptedMessenger(
      emptySnapshot({
        phase: { at: 'ready', me: alice },
        conversations: [conversation(bob), conversation(carol)],
        settings: { sendReceipts: true, sharePresence: true, lockAfterMinutes: 15 },
      }),
    );
    messenger.answers.lock = () => {
      messenger.change({ phase: { at: 'locked', username: 'alice', displayName: 'Alice Moreau' } });
      return succeed(undefined);
    };
    tacet = new Tacet(messenger, {
      clock,
      history: pages,
      startEntry: { route: HOME, depth: 0 },
      appearance: { read: () => 'dark', write: (appearance) => written.push(appearance) },
      activity: {
        read: () => activeElsewhereMs,
        write: (atMs) => {
          activeElsewhereMs = atMs;
        },
      },
      sealed: { read: () => sealed, write: (now) => (sealed = now) },
      language: { preferred: ['en-GB'], read: () => null, write: () => undefined },
      estimator: () => Promise.resolve(() => ({ score: 4, weakness: null })),
    });
    pages.onBack = (entry) => tacet.navigation.arrived(entry);
    await settle();
  });

  test('she is told once that her archive ended elsewhere', async () => {
    const saved = { state: 'saved', saved: 2, of: 2, size: 1_000 } as const;
    const gone = { ...saved, state: 'gone' } as const;
    messenger.change({ archive: saved });
    messenger.change({ archive: gone });
    messenger.change({ archive: { ...gone } });
    await settle();
    const told = tacet.toasts.list.value.filter(({ notice }) => notice.what === 'archive-gone');
    expect(told).toHaveLength(1);
  });

  test('opening a conversation tells the messenger, and Back leaves it', () => {
    tacet.openConversation(roomOf(bob));
    expect(tacet.conversation.value?.roomId).toBe(roomOf(bob));
    expect(messenger.called('focus').at(-1)).toEqual({ roomId: roomOf(bob), active: true, seen: false });
    tacet.endInView.value = roomOf(bob);
    expect(messenger.called('focus').at(-1)).toEqual({ roomId: roomOf(bob), active: true });
    tacet.navigation.close({ roomId: null });
    expect(tacet.conversation.value).toBeNull();
    expect(messenger.called('focus').at(-1)).toEqual({ roomId: null, active: true });
  });

  test('Back leads to the list, however many conversations were looked at', () => {
    tacet.openConversation(roomOf(bob));
    tacet.openConversation(roomOf(carol));
    tacet.navigation.open({ details: true });
    tacet.navigation.close({ details: false });
    expect(tacet.conversation.value?.roomId).toBe(roomOf(carol));
    tacet.navigation.close({ roomId: null });
    expect(tacet.navigation.route.value).toEqual(HOME);
  });

  test('what nobody can see is not read: behind a dialog, or further up', () => {
    tacet.openConversation(roomOf(bob));
    tacet.endInView.value = roomOf(bob);
    tacet.covered.value = true;
    expect(messenger.called('focus').at(-1)).toEqual({ roomId: roomOf(bob), active: true, seen: false });
    tacet.covered.value = false;
    expect(messenger.called('focus').at(-1)).toEqual({ roomId: roomOf(bob), active: true });
    // The end of the one before says nothing about the next one.
    tacet.openConversation(roomOf(carol));
    expect(messenger.called('focus').at(-1)).toEqual({ roomId: roomOf(carol), active: true, seen: false });
  });

  test('a window without focus reads nothing', () => {
    tacet.openConversation(roomOf(bob));
    tacet.endInView.value = roomOf(bob);
    tacet.attentive.value = false;
    expect(messenger.called('focus').at(-1)).toEqual({ roomId: roomOf(bob), active: false });
  });

  test('a conversation in the history that is gone leaves nothing open', () => {
    tacet.openConversation('room-of-nobody');
    expect(tacet.conversation.value).toBeNull();
  });

  test('messages of other conversations do not touch the one on screen', () => {
    tacet.openConversation(roomOf(bob));
    messenger.deliver(message(carol, 0, { mine: false }));
    expect(tacet.conversation.value?.timeline.count.value).toBe(0);
    messenger.deliver(message(bob, 0, { mine: false }));
    expect(tacet.conversation.value?.timeline.count.value).toBe(1);
  });

  test('locking writes the draft first, and unlocking comes back to the same conversation', async () => {
    tacet.openConversation(roomOf(bob));
    tacet.conversation.value?.edit('unfinished');
    await tacet.lock();
    const order = messenger.calls.map(({ name }) => name);
    expect(order.indexOf('saveDraft')).toBeLessThan(order.indexOf('lock'));
    expect(tacet.conversation.value).toBeNull();
    messenger.change({ phase: { at: 'ready', me: alice } });
    expect(tacet.conversation.value?.roomId).toBe(roomOf(bob));
  });

  test('after 15 idle minutes it locks; activity puts that off', async () => {
    clock.pass(14 * 60_000);
    tacet.idle.active();
    clock.pass(14 * 60_000);
    expect(messenger.called('lock')).toEqual([]);
    clock.pass(2 * 60_000);
    await settle();
    expect(messenger.called('lock')).toHaveLength(1);
  });

  test('activity in another tab puts it off as well', async () => {
    clock.pass(14 * 60_000);
    activeElsewhereMs = clock.now();
    clock.pass(14 * 60_000);
    expect(messenger.called('lock')).toEqual([]);
    // A clock that was wrong does not keep it open for ever.
    activeElsewhereMs = clock.now() + 24 * 60 * 60_000;
    clock.pass(2 * 60_000);
    await settle();
    expect(messenger.called('lock')).toHaveLength(1);
  });

  test('a clock that is set back does not keep it open', async () => {
    clock.setBack(24 * 60 * 60_000);
    clock.pass(14 * 60_000);
    expect(messenger.called('lock')).toEqual([]);
    clock.pass(2 * 60_000);
    await settle();
    expect(messenger.called('lock')).toHaveLength(1);
  });

  test('a computer that slept locks as soon as it is looked at', async () => {
    clock.sleep(60 * 60_000);
    tacet.idle.check();
    await settle();
    expect(messenger.called('lock')).toHaveLength(1);
  });

  test('a computer that slept locks also where the first thing that comes is a movement of the mouse', async () => {
    const before = activeElsewhereMs;
    clock.sleep(60 * 60_000);
    tacet.idle.active();
    await settle();
    expect(messenger.called('lock')).toHaveLength(1);
    expect(activeElsewhereMs).toBe(before);
  });

  test('a movement here after long work in another tab, or by a clock that was set back, locks nothing', async () => {
    clock.sleep(60 * 60_000);
    activeElsewhereMs = clock.now() - 60_000;
    tacet.idle.active();
    clock.setBack(24 * 60 * 60_000);
    tacet.idle.active();
    clock.pass(14 * 60_000);
    await settle();
    expect(messenger.called('lock')).toEqual([]);
    clock.pass(2 * 60_000);
    await settle();
    expect(messenger.called('lock')).toHaveLength(1);
  });

  test('0 minutes never locks', () => {
    messenger.change({ settings: { sendReceipts: true, sharePresence: true, lockAfterMinutes: 0 } });
    clock.pass(24 * 60 * 60_000);
    expect(messenger.called('lock')).toEqual([]);
  });

  test('after signing out nothing tells where she was', async () => {
    messenger.answers.signOut = () => {
      messenger.change({ phase: { at: 'welcome' }, conversations: [] });
      return succeed(undefined);
    };
    tacet.openConversation(roomOf(bob));
    await tacet.signOut(false);
    expect(tacet.navigation.route.value).toEqual(HOME);
    expect(pages.entries.at(-1)?.route).toEqual(HOME);
    expect(tacet.toasts.list.value.map(({ notice }) => notice.what)).toEqual(['signed-out']);
  });

  test('a browser knows that sealed messages wait in it, unless they were erased', async () => {
    await tacet.signOut(false);
    expect(sealed).toBe(true);
    expect(tacet.sealed.value).toBe(true);
    messenger.change({ phase: { at: 'welcome' } });
    messenger.change({ phase: { at: 'ready', me: alice } });
    expect(sealed).toBe(false);
    await tacet.signOut(true);
    expect(sealed).toBe(false);
    expect(tacet.toasts.list.value.map(({ notice }) => notice.what)).toEqual(['signed-out', 'erased']);
  });

  test('it knows it also after signing out everywhere, and whatever another tab did since', async () => {
    await tacet.signOutEverywhere();
    expect(sealed).toBe(true);
    sealed = false; // signed in and erased elsewhere
    tacet.sealed.look();
    expect(tacet.sealed.value).toBe(false);
    sealed = true; // signed out elsewhere
    messenger.change({ phase: { at: 'welcome' } });
    messenger.change({ phase: { at: 'ready', me: alice } });
    expect(sealed).toBe(false);
  });

  test('a block can be undone from its toast; toasts go by themselves', async () => {
    await tacet.people.block(bob);
    const [toast] = tacet.toasts.list.value;
    expect(toast?.notice).toEqual({ what: 'blocked', name: 'Bob Okafor' });
    toast?.undo?.();
    await settle();
    expect(messenger.called('unblock')).toEqual([{ accountId: bob.accountId }]);
    clock.pass(60_000);
    expect(tacet.toasts.list.value).toEqual([]);
  });

  test('a declined request is out of sight at once, told after a while, and can be taken back until then', async () => {
    const [first, second, third] = [request(bob, 1), request(carol, 2), request(zoe, 3)];
    const names = (): string[] => tacet.requests.value.map(({ id }) => id);
    messenger.change({ incoming: [third, second, first] });
    await settle();
    expect(names()).toEqual([first.requestId, second.requestId, third.requestId]);
    for (const each of [first, second]) tacet.people.decline(each);
    expect(names()).toEqual([third.requestId]);
    const [undone] = tacet.toasts.list.value;
    if (undone !== undefined) tacet.toasts.undo(undone);
    expect(names()).toEqual([first.requestId, third.requestId]);
    messenger.answers.declineRequest = () => fail('network');
    clock.pass(TOAST_MS);
    await settle();
    expect(messenger.called('declineRequest')).toEqual([{ requestId: second.requestId }]);
    expect(names()).toEqual([first.requestId, second.requestId, third.requestId]);
    expect(tacet.toasts.list.value.map(({ notice }) => notice.what)).toEqual(['failure']);
  });

  test('what was declined does not flash back before it is gone, and whoever asks anew is seen', async () => {
    const shown = (): string[] => tacet.requests.value.map(({ id }) => id);
    const { requestId } = request(bob, 1);
    messenger.change({ incoming: [request(bob, 1)] });
    await settle();
    tacet.people.decline(request(bob, 1));
    clock.pass(TOAST_MS);
    await settle();
    expect(messenger.called('declineRequest')).toEqual([{ requestId }]);
    expect(shown()).toEqual([]);
    messenger.change({ incoming: [] });
    messenger.change({ incoming: [request(bob, 1)] });
    await settle();
    expect(shown()).toEqual([requestId]);
  });

  test('what was declined is told before the account is locked, and nothing can be undone after', async () => {
    messenger.change({ incoming: [request(bob, 1)] });
    await settle();
    tacet.people.decline(request(bob, 1));
    await tacet.people.block(carol);
    await tacet.lock();
    const order = messenger.calls.map(({ name }) => name);
    expect(order.indexOf('declineRequest')).toBeLessThan(order.indexOf('lock'));
    expect(order).toContain('declineRequest');
    expect(tacet.toasts.list.value).toEqual([]);
  });

  test.each([
    ['lock', () => tacet.lock()],
    ['signOut', () => tacet.signOut(false)],
    ['signOutEverywhere', () => tacet.signOutEverywhere()],
  ] as const)(
    '%s waits for it, but not for ever, and no failure is told to whoever comes then',
    async (name, go) => {
      const answer = Promise.withResolvers<ReturnType<typeof fail>>();
      messenger.answers.declineRequest = () => answer.promise;
      messenger.change({ incoming: [request(bob, 1)] });
      await settle();
      tacet.people.decline(request(bob, 1));
      const gone = go();
      await settle();
      clock.pass(1_900);
      await settle();
      expect(messenger.called('declineRequest').length).toBe(1);
      expect(messenger.called(name)).toEqual([]);
      clock.pass(200);
      await gone;
      expect(messenger.called(name).length).toBe(1);
      messenger.change({ phase: { at: 'locked', username: 'alice', displayName: 'Alice Moreau' } });
      answer.resolve(fail('busy'));
      await settle();
      expect(tacet.toasts.list.value.filter(({ notice }) => notice.what === 'failure')).toEqual([]);
    },
  );

  test('a message that was deleted by mistake is back in the draft, wherever one has gone since', async () => {
    const failed = { ...message(bob, 0, { mine: true }), body: 'Dear Bob', state: 'failed' } as const;
    messenger.answers.discardMessage = () => succeed(true);
    tacet.openConversation(roomOf(bob));
    const undo = async (): Promise<void> => {
      await tacet.conversation.value?.discard(failed);
      const toast = tacet.toasts.list.value.at(-1);
      if (toast !== undefined) tacet.toasts.undo(toast);
    };
    tacet.conversation.value?.edit('and so on');
    await undo();
    expect(messenger.called('discardMessage')).toEqual([{ roomId: roomOf(bob), id: failed.id }]);
    expect(tacet.conversation.value?.draft.value).toBe('Dear Bob\nand so on');

    tacet.conversation.value?.edit('');
    await tacet.conversation.value?.discard(failed);
    tacet.openConversation(roomOf(carol));
    const toast = tacet.toasts.list.value.at(-1);
    if (toast !== undefined) tacet.toasts.undo(toast);
    await settle();
    expect(messenger.called('saveDraft').at(-1)).toEqual({ roomId: roomOf(bob), draft: 'Dear Bob' });
    tacet.openConversation(roomOf(bob));
    expect(tacet.conversation.value?.draft.value).toBe('Dear Bob');
  });

  test('only what was deleted is offered back, and once, however often one clicks', async () => {
    const failed = { ...message(bob, 0, { mine: true }), body: 'Dear Bob', state: 'failed' } as const;
    const there = new Set([failed.id]);
    messenger.answers.discardMessage = ({ id }) => succeed(there.delete(id));
    tacet.openConversation(roomOf(bob));
    const open = tacet.conversation.value;
    await Promise.all([open?.discard(failed), open?.discard(failed)]);
    expect(messenger.called('discardMessage').length).toBe(1);
    // It is out of sight a moment later; what another tab sent or deleted is not there either.
    await open?.discard(failed);
    expect(messenger.called('discardMessage').length).toBe(2);
    expect(tacet.toasts.list.value.map(({ notice }) => notice.what)).toEqual(['message-deleted']);
  });

  test('where nothing can be written she is asked first: what is deleted there has no draft to come back to', async () => {
    const failed = { ...message(bob, 0, { mine: true }), body: 'Dear Bob', state: 'failed' } as const;
    messenger.answers.discardMessage = () => succeed(true);
    tacet.openConversation(roomOf(bob));
    for (const change of [{ open: false }, { open: true, trust: 'changed' }] as const) {
      messenger.changeConversation(roomOf(bob), change);
      const open = tacet.conversation.value;
      await open?.discard(failed);
      expect(messenger.called('discardMessage')).toEqual([]);
      expect(open?.discardAsked.value).toEqual(failed);
    }
    await tacet.conversation.value?.takeAway(failed);
    expect(messenger.called('discardMessage').length).toBe(1);
    expect(tacet.toasts.list.value).toEqual([]);
  });

  test('a request that was closed meanwhile is told, not swallowed', async () => {
    messenger.answers.acceptRequest = () => fail('request-closed');
    expect(await tacet.people.accept(request(carol, 0))).toBeNull();
    expect(tacet.toasts.list.value[0]?.notice).toEqual({
      what: 'failure',
      failure: { code: 'request-closed' },
    });
  });

  test('the look is remembered', () => {
    expect(tacet.appearance.current.value).toBe('dark');
    tacet.appearance.choose('light');
    expect(written).toEqual(['light']);
  });
});

describe('a history entry', () => {
  test('survives being written and read', () => {
    const entry: HistoryEntry = { route: { roomId: 'r', details: true, dialog: 'devices' }, depth: 3 };
    expect(entryFrom(structuredClone(historyState(entry)))).toEqual(entry);
  });

  test.each([null, undefined, 7, {}, { tacet: null }, { tacet: { roomId: 5, dialog: 'evil' }, depth: 'x' }])(
    'that is not ours (%j) means home',
    (state) => {
      expect(entryFrom(state)).toEqual({ route: HOME, depth: 0 });
    },
  );
});
