import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { MessageView } from '../../messenger/port.ts';

/** A message between the press of Enter and its appearance in the timeline. */
export interface PendingSend {
  readonly key: number;
  readonly body: string;
  readonly sentAtMs: number;
  /** Length of the timeline when it was written: its message can only be there or later. */
  readonly fromIndex: number;
}

/**
 * Bubbles shown before the messenger has stored them. The messenger's own message replaces the oldest
 * pending one with the same body: what one conversation sends is stored in the order it was written.
 */
export class PendingSends {
  private readonly waiting = signal<readonly PendingSend[]>([]);
  /** Messages that have replaced a bubble while others still wait; each replaces only one. */
  private readonly settled = new Set<string>();
  private nextKey = 1;

  get list(): ReadonlySignal<readonly PendingSend[]> {
    return this.waiting;
  }

  add(body: string, sentAtMs: number, fromIndex: number): PendingSend {
    const pending = { key: this.nextKey++, body, sentAtMs, fromIndex };
    this.waiting.value = [...this.waiting.peek(), pending];
    return pending;
  }

  /** True when it had not been replaced yet. */
  remove(pending: PendingSend): boolean {
    const left = this.waiting.peek().filter(({ key }) => key !== pending.key);
    const found = left.length < this.waiting.peek().length;
    if (found) this.keep(left);
    return found;
  }

  /** Takes away the bubbles whose messages have arrived in the timeline. */
  settle(messages: readonly MessageView[]): void {
    let left = this.waiting.peek();
    for (const message of messages) {
      if (!message.mine || this.settled.has(message.id)) continue;
      const match = left.findIndex(
        ({ body, fromIndex }) => body === message.body && message.index >= fromIndex,
      );
      if (match < 0) continue;
      left = left.toSpliced(match, 1);
      this.settled.add(message.id);
    }
    if (left !== this.waiting.peek()) this.keep(left);
  }

  private keep(left: readonly PendingSend[]): void {
    if (left.length === 0) this.settled.clear();
    this.waiting.value = left;
  }
}
