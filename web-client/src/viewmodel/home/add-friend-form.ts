import { signal } from '@preact/signals-core';
import type { Messenger, Result } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';

type Sent = { readonly state: 'pending' | 'accepted' };

/** "Add friend": an exact username, because the directory cannot be browsed. */
export class AddFriendForm {
  readonly username = signal('');
  readonly submission = new Submission();
  private readonly messenger: Messenger;

  constructor(messenger: Messenger) {
    this.messenger = messenger;
  }

  /** "@bob" is what profiles show, so it may be typed. */
  get target(): string {
    return this.username.peek().trim().replace(/^@/, '');
  }

  type(text: string): void {
    this.username.value = text;
    this.submission.clear();
  }

  async submit(): Promise<Result<Sent>> {
    if (this.target === '') return { ok: false, failure: { code: 'user-not-found' } };
    return await this.submission.run(() =>
      this.messenger.call('sendFriendRequest', { username: this.target }),
    );
  }
}
