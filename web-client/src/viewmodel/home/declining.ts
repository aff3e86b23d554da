import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Result } from '../../messenger/port.ts';
import type { Notice, Toasts } from '../shell/toasts.ts';

/**
 * What was declined a moment ago: out of sight, and told to nobody while it can still be taken back. Whoever leaves tells
 * it then; if the page is gone before it arrives, it was not answered, and is there again.
 */
export class Declining {
  private readonly hidden = signal<ReadonlySet<string>>(new Set());
  private readonly toasts: Toasts;

  constructor(toasts: Toasts) {
    this.toasts = toasts;
  }

  /** The ids of what is not shown meanwhile. */
  get ids(): ReadonlySignal<ReadonlySet<string>> {
    return this.hidden;
  }

  decline(id: string, notice: Notice, tell: () => Promise<Result<unknown>>): void {
    this.hidden.value = new Set([...this.hidden.peek(), id]);
    const settle = async (): Promise<void> => {
      const result = await tell();
      // Locked meanwhile: it is there again, and nobody is here to be told.
      if (result.ok || !this.hidden.peek().has(id)) return;
      this.toasts.show({ what: 'failure', failure: result.failure });
      this.show(id);
    };
    this.toasts.show(
      notice,
      () => this.show(id),
      settle,
    );
  }

  /** The account is closed: what was not told is not declined. */
  clear(): void {
    this.hidden.value = new Set();
  }

  private show(id: string): void {
    this.hidden.value = new Set([...this.hidden.peek()].filter((each) => each !== id));
  }
}
