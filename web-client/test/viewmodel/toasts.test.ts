import { beforeEach, describe, expect, test } from 'vitest';
import { TOAST_BY_KEYBOARD_MS, TOAST_MS, Toasts } from '../../src/viewmodel/shell/toasts.ts';
import { ManualClock } from './manual-clock.ts';

describe('short notices', () => {
  let clock: ManualClock;
  let toasts: Toasts;
  const shown = (): string[] => toasts.list.value.map(({ notice }) => notice.what);

  beforeEach(() => {
    clock = new ManualClock();
    toasts = new Toasts(clock);
  });

  test('go by themselves', () => {
    toasts.show({ what: 'copied' });
    clock.pass(TOAST_MS - 1);
    expect(shown()).toEqual(['copied']);
    clock.pass(1);
    expect(shown()).toEqual([]);
  });

  test('stay while one of them is pointed at or has the focus, and get their time anew', () => {
    const saved = toasts.show({ what: 'profile-saved' });
    toasts.show({ what: 'copied' });
    clock.pass(TOAST_MS - 1);
    toasts.hold(saved, 'focus');
    toasts.hold(saved, 'pointer');
    toasts.release(saved, 'pointer');
    clock.pass(10 * TOAST_MS);
    expect(shown()).toEqual(['profile-saved', 'copied']);
    toasts.release(saved, 'focus');
    clock.pass(TOAST_MS - 1);
    expect(shown()).toEqual(['profile-saved', 'copied']);
    clock.pass(1);
    expect(shown()).toEqual([]);
  });

  test('whoever came by keyboard has longer', () => {
    toasts.byKeyboard = true;
    toasts.show({ what: 'copied' });
    toasts.byKeyboard = false;
    clock.pass(TOAST_BY_KEYBOARD_MS - 1);
    expect(shown()).toEqual(['copied']);
    clock.pass(1);
    expect(shown()).toEqual([]);
  });

  test('one that is held is not pushed out: the oldest of the others is', () => {
    toasts.hold(toasts.show({ what: 'profile-saved' }), 'focus');
    for (const what of ['copied', 'group-saved', 'browser-linked'] as const) toasts.show({ what });
    expect(shown()).toEqual(['profile-saved', 'group-saved', 'browser-linked']);
  });

  test('one that is dismissed holds the others no longer', () => {
    const saved = toasts.show({ what: 'profile-saved' });
    toasts.show({ what: 'copied' });
    toasts.hold(saved, 'pointer');
    toasts.dismiss(saved);
    clock.pass(TOAST_MS);
    expect(shown()).toEqual([]);
  });

  test('what failed stays until it is dismissed, each kind once, and never more than three', () => {
    const failed = toasts.show({ what: 'failure', failure: { code: 'network' } });
    clock.pass(10 * TOAST_MS);
    expect(shown()).toEqual(['failure']);
    toasts.dismiss(failed);
    expect(shown()).toEqual([]);
    for (const code of ['network', 'busy', 'network', 'internal', 'rate-limited'] as const) {
      toasts.show({ what: 'failure', failure: { code } });
    }
    expect(toasts.list.value.map(({ notice }) => notice)).toMatchObject([
      { failure: { code: 'network' } },
      { failure: { code: 'internal' } },
      { failure: { code: 'rate-limited' } },
    ]);
  });

  test('what can be undone is done once it cannot be any more', () => {
    const done: string[] = [];
    const offer = (name: string): ReturnType<Toasts['show']> =>
      toasts.show(
        { what: 'request-declined', name },
        () => done.push(`undo ${name}`),
        async () => void done.push(name),
      );
    offer('waited');
    clock.pass(TOAST_MS);
    toasts.dismiss(offer('dismissed'));
    toasts.undo(offer('taken back'));
    offer('page closed');
    void toasts.settle();
    offer('locked');
    toasts.forgetUndo();
    for (const name of ['pushed out', 'second', 'third', 'fourth']) offer(name);
    expect(done).toEqual(['waited', 'dismissed', 'undo taken back', 'page closed', 'pushed out']);
  });
});
