import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Failure, Result } from '../../messenger/port.ts';

/** Where a form stands between the press of its button and the answer. */
export type SubmissionState =
  | { readonly at: 'idle' }
  | { readonly at: 'busy' }
  | { readonly at: 'failed'; readonly failure: Failure };

/** Runs one command at a time and remembers why the last one failed. */
export class Submission {
  private readonly current = signal<SubmissionState>({ at: 'idle' });

  get state(): ReadonlySignal<SubmissionState> {
    return this.current;
  }

  get busy(): boolean {
    return this.current.value.at === 'busy';
  }

  get failure(): Failure | null {
    const state = this.current.value;
    return state.at === 'failed' ? state.failure : null;
  }

  /** A second press while the first is under way does nothing and answers `busy`. */
  async run<T>(command: () => Promise<Result<T>>): Promise<Result<T>> {
    if (this.current.peek().at === 'busy') return { ok: false, failure: { code: 'busy' } };
    this.current.value = { at: 'busy' };
    const result = await command();
    this.current.value = result.ok ? { at: 'idle' } : { at: 'failed', failure: result.failure };
    return result;
  }

  /** Forgets an old failure, because the person is changing what caused it. */
  clear(): void {
    if (this.current.peek().at === 'failed') this.current.value = { at: 'idle' };
  }
}
