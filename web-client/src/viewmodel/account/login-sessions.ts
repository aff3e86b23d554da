import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Failure, LoginSessionView, Messenger } from '../../messenger/port.ts';

export type LoginSessionList =
  | { readonly at: 'loading' }
  | { readonly at: 'failed'; readonly failure: Failure }
  | { readonly at: 'shown'; readonly loginSessions: readonly LoginSessionView[] };

/** "Devices": where the account is signed in. */
export class LoginSessions {
  private readonly current = signal<LoginSessionList>({ at: 'loading' });
  private readonly messenger: Messenger;

  constructor(messenger: Messenger) {
    this.messenger = messenger;
  }

  get list(): ReadonlySignal<LoginSessionList> {
    return this.current;
  }

  async load(): Promise<void> {
    const result = await this.messenger.call('listLoginSessions', {});
    this.current.value = result.ok
      ? { at: 'shown', loginSessions: result.value.toSorted(thisOneFirst) }
      : { at: 'failed', failure: result.failure };
  }

  /** Null when it is signed out now. */
  async end(id: string): Promise<Failure | null> {
    const result = await this.messenger.call('endLoginSession', { id });
    if (!result.ok) return result.failure;
    await this.load();
    return null;
  }
}

function thisOneFirst(a: LoginSessionView, b: LoginSessionView): number {
  return Number(b.current) - Number(a.current) || b.lastUsedAtMs - a.lastUsedAtMs;
}
