import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Result } from '../../messenger/port.ts';
import type { Notice, Toasts } from '../shell/toasts.ts';

/**
 * What was declined a moment ago: out of sight, and told to nobody while it can still be taken back. Whoever leaves tells
 * it then; if the page is gone before it arrives, it was not answered, and is there again.
 */
export class Declining {
  private readonly hidden = signal<ReadonlySet<string>>(new Set());
  private readonly answered = new Set<string>();
  private readonly toasts: Toasts;
  private readonly listed: () => readonly string[];

  /** @param listed the ids of all that waits for an answer, hidden or not */
  constructor(toasts: Toasts, listed: () => readonly string[]) {
    this.toasts = toasts;
    this.listed = listed;
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
      if (!this.hidden.peek().has(id)) return;
      if (result.ok) {
        this.answered.add(id);
        return this.snapshotChanged();
      }
      this.toasts.show({ what: 'failure', failure: result.failure });
      this.show(id);
    };
    this.toasts.show(notice, () => this.show(id), settle);
  }

  /** The account is closed: what was not told is not declined. */
  clear(): void {
    this.answered.clear();
    this.hidden.value = new Set();
  }

  /** What was answered may be listed for a moment yet; asked anew under the same id, it is to be seen. */
  snapshotChanged(): void {
    const listed = this.listed();
    for (const id of this.answered) if (!listed.includes(id)) this.show(id);
  }

  private show(id: string): void {
    this.answered.delete(id);
    this.hidden.value = new Set([...this.hidden.peek()].filter((each) => each !== id));
  }
}
