import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Failure } from '../../messenger/port.ts';
import type { Clock } from '../system/clock.ts';

/** Things that happened and need no decision. */
export type Notice =
  | { readonly what: 'failure'; readonly failure: Failure }
  | { readonly what: 'request-sent'; readonly name: string }
  | { readonly what: 'now-friends'; readonly name: string }
  | { readonly what: 'request-declined'; readonly name: string }
  | { readonly what: 'request-withdrawn'; readonly name: string }
  | { readonly what: 'friend-removed'; readonly name: string }
  | { readonly what: 'blocked'; readonly name: string }
  | { readonly what: 'unblocked'; readonly name: string }
  | { readonly what: 'people-invited'; readonly count: number }
  | { readonly what: 'group-joined'; readonly name: string }
  | { readonly what: 'invitation-declined'; readonly name: string }
  | { readonly what: 'invitation-taken-back'; readonly name: string }
  | { readonly what: 'member-removed'; readonly name: string }
  | { readonly what: 'owner-made'; readonly name: string }
  | { readonly what: 'group-left'; readonly name: string }
  | { readonly what: 'group-saved' }
  | { readonly what: 'message-deleted' }
  | { readonly what: 'profile-saved' }
  | { readonly what: 'password-changed' }
  | { readonly what: 'browser-linked' }
  | { readonly what: 'signed-out' }
  | { readonly what: 'erased' }
  | { readonly what: 'archive-gone' }
  | { readonly what: 'not-kept' }
  | { readonly what: 'copied' }
  | { readonly what: 'not-copied' };

/** Resolves once it is done, or failed and was told. */
export type Settle = () => Promise<void>;

export interface Toast {
  readonly key: number;
  readonly notice: Notice;
  readonly lastsMs: number;
  readonly undo: (() => void) | null;
  /** What is done once it can no longer be undone. */
  readonly settle: Settle | null;
}

/** Long enough to read and to reach the Undo button. */
export const TOAST_MS = 7_000;
/** With the keyboard the way there is longer. */
export const TOAST_BY_KEYBOARD_MS = 20_000;
/** More would cover the screen; the oldest goes that nobody holds. */
const MAX_TOASTS = 3;

/** What keeps a toast: each by itself. */
type Hold = 'pointer' | 'focus';

/** They go by themselves, but not while somebody points at one or has the focus in it; failures stay until dismissed. */
export class Toasts {
  private readonly shown = signal<readonly Toast[]>([]);
  /** Whether the last thing somebody did was done with the keyboard. */
  byKeyboard = false;
  private readonly held = new Map<number, ReadonlySet<Hold>>();
  private readonly timers = new Map<number, () => void>();
  private readonly clock: Clock;
  private nextKey = 1;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get list(): ReadonlySignal<readonly Toast[]> {
    return this.shown;
  }

  show(notice: Notice, undo: (() => void) | null = null, settle: Settle | null = null): Toast {
    const lastsMs = this.byKeyboard ? TOAST_BY_KEYBOARD_MS : TOAST_MS;
    const toast = { key: this.nextKey++, notice, lastsMs, undo, settle };
    for (const same of this.shown.peek().filter((each) => isSameFailure(each.notice, notice))) {
      this.dismiss(same);
    }
    this.shown.value = [...this.shown.peek(), toast];
    const tooMany = Math.max(0, this.shown.peek().length - MAX_TOASTS);
    const free = this.shown.peek().filter((each) => each !== toast && !this.held.has(each.key));
    for (const oldest of free.slice(0, tooMany)) this.dismiss(oldest);
    this.run();
    return toast;
  }

  dismiss(toast: Toast): void {
    void this.end(toast);
  }

  undo(toast: Toast): void {
    if (this.takeAway(toast)) toast.undo?.();
  }

  /** None goes while one of them is in use: the others would move it away. */
  hold({ key }: Toast, by: Hold): void {
    this.held.set(key, new Set([...(this.held.get(key) ?? []), by]));
    this.run();
  }

  release({ key }: Toast, by: Hold): void {
    const left = new Set([...(this.held.get(key) ?? [])].filter((each) => each !== by));
    if (left.size > 0) this.held.set(key, left);
    else this.held.delete(key);
    this.run();
  }

  /** Before the page can do nothing more: what could still be undone is done now. */
  async settle(): Promise<void> {
    const open = this.shown.peek().filter((toast) => toast.settle !== null);
    await Promise.all(open.map((toast) => this.end(toast)));
  }

  /** The account is closed: nothing of it can be undone or done any more. */
  forgetUndo(): void {
    for (const toast of this.shown.peek()) if (toast.undo !== null) this.takeAway(toast);
  }

  private async end(toast: Toast): Promise<void> {
    if (this.takeAway(toast)) await toast.settle?.();
  }

  /** False when it was gone already. */
  private takeAway(toast: Toast): boolean {
    const left = this.shown.peek().filter(({ key }) => key !== toast.key);
    if (left.length === this.shown.peek().length) return false;
    this.held.delete(toast.key);
    this.shown.value = left;
    this.run();
    return true;
  }

  /** Starts the time of those that have none, and stops all of them while one is held: they get it anew. */
  private run(): void {
    const timed =
      this.held.size > 0 ? [] : this.shown.peek().filter(({ notice }) => notice.what !== 'failure');
    for (const [key, cancel] of this.timers) {
      if (timed.some((toast) => toast.key === key)) continue;
      cancel();
      this.timers.delete(key);
    }
    for (const toast of timed) {
      if (this.timers.has(toast.key)) continue;
      this.timers.set(
        toast.key,
        this.clock.after(toast.lastsMs, () => this.dismiss(toast)),
      );
    }
  }
}

/** What went wrong again is said once, and not in a pile. */
function isSameFailure(a: Notice, b: Notice): boolean {
  return a.what === 'failure' && b.what === 'failure' && a.failure.code === b.failure.code;
}
