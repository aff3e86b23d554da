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
  | { readonly what: 'profile-saved' }
  | { readonly what: 'password-changed' }
  | { readonly what: 'browser-linked' }
  | { readonly what: 'signed-out' }
  | { readonly what: 'archive-gone' }
  | { readonly what: 'not-kept' }
  | { readonly what: 'copied' };

export interface Toast {
  readonly key: number;
  readonly notice: Notice;
  readonly undo: (() => void) | null;
}

/** Long enough to read and to reach the Undo button. */
export const TOAST_MS = 7_000;
/** More would cover the screen; the oldest goes. */
const MAX_TOASTS = 3;

export class Toasts {
  private readonly shown = signal<readonly Toast[]>([]);
  private readonly clock: Clock;
  private nextKey = 1;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get list(): ReadonlySignal<readonly Toast[]> {
    return this.shown;
  }

  show(notice: Notice, undo: (() => void) | null = null): Toast {
    const toast = { key: this.nextKey++, notice, undo };
    this.shown.value = [...this.shown.peek(), toast].slice(-MAX_TOASTS);
    this.clock.after(TOAST_MS, () => this.dismiss(toast));
    return toast;
  }

  dismiss(toast: Toast): void {
    this.shown.value = this.shown.peek().filter(({ key }) => key !== toast.key);
  }
}
