import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Failure, Messenger, PersonalTokenView, ProgramScope } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';

export type ProgramsState =
  | { readonly at: 'loading' }
  | { readonly at: 'failed'; readonly failure: Failure }
  | { readonly at: 'shown'; readonly tokens: readonly PersonalTokenView[] };

/** Tokens of the account's programs. */
export class Programs {
  private readonly current = signal<ProgramsState>({ at: 'loading' });
  private readonly messenger: Messenger;

  constructor(messenger: Messenger) {
    this.messenger = messenger;
  }

  get state(): ReadonlySignal<ProgramsState> {
    return this.current;
  }

  /** What is shown stays until there is something newer. */
  async load(): Promise<void> {
    const result = await this.messenger.call('listPersonalTokens', {});
    this.current.value = result.ok
      ? { at: 'shown', tokens: result.value }
      : { at: 'failed', failure: result.failure };
  }

  /** @returns why not, if it was not */
  async revoke({ id }: PersonalTokenView): Promise<Failure | null> {
    const result = await this.messenger.call('revokePersonalToken', { id });
    await this.load();
    // Revoked already: that is what was wanted.
    return result.ok || result.failure.code === 'not-found' ? null : result.failure;
  }
}

/** A token in the making. */
export class NewTokenForm {
  readonly submission = new Submission();
  readonly name = signal('');
  readonly password = signal('');
  readonly days = signal(90);
  readonly scopes = signal<ReadonlySet<ProgramScope>>(new Set());
  private readonly messenger: Messenger;

  constructor(messenger: Messenger) {
    this.messenger = messenger;
  }

  get isComplete(): boolean {
    return this.name.value.trim() !== '' && this.scopes.value.size > 0 && this.password.value !== '';
  }

  choose(scope: ProgramScope, chosen: boolean): void {
    const next = new Set(this.scopes.peek());
    if (chosen) next.add(scope);
    else next.delete(scope);
    this.scopes.value = next;
  }

  typePassword(text: string): void {
    this.password.value = text;
    this.submission.clear();
  }

  /** @returns the token, which nobody can show again */
  async make(): Promise<string | null> {
    const result = await this.submission.run(() =>
      this.messenger.call('makePersonalToken', {
        password: this.password.peek(),
        name: this.name.peek().trim(),
        scopes: [...this.scopes.peek()],
        days: this.days.peek(),
      }),
    );
    return result.ok ? result.value.token : null;
  }
}
