import { signal } from '@preact/signals-core';
import type { Messenger } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';

/** [D-12] "Lost or stolen?": another identity, with this browser alone. */
export class LostForm {
  readonly password = signal('');
  readonly submission = new Submission();
  readonly done = signal(false);
  private readonly messenger: Messenger;

  constructor(messenger: Messenger) {
    this.messenger = messenger;
  }

  typePassword(text: string): void {
    this.password.value = text;
    this.submission.clear();
  }

  async submit(): Promise<void> {
    const password = this.password.peek();
    if (password === '') return;
    const result = await this.submission.run(() => this.messenger.call('lostOrStolen', { password }));
    if (!result.ok) return;
    this.password.value = '';
    this.done.value = true;
  }
}
