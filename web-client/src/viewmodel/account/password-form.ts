import { signal } from '@preact/signals-core';
import type { Messenger, Person } from '../../messenger/port.ts';
import type { Clock } from '../system/clock.ts';
import { Submission } from '../system/submission.ts';
import { PasswordStrength, type EstimatorLoader } from './password-strength.ts';

/** "Change password". */
export class PasswordForm {
  readonly current = signal('');
  readonly next = signal('');
  readonly strength: PasswordStrength;
  readonly submission = new Submission();
  /** The new password does not pass; the meter says why. */
  readonly blocked = signal(false);
  private readonly messenger: Messenger;
  private readonly me: Person;

  constructor(messenger: Messenger, clock: Clock, estimator: EstimatorLoader, me: Person) {
    this.messenger = messenger;
    this.me = me;
    this.strength = new PasswordStrength(estimator, clock);
  }

  typeCurrent(text: string): void {
    this.current.value = text;
    this.submission.clear();
  }

  typeNext(text: string): void {
    this.next.value = text;
    this.blocked.value = false;
    this.submission.clear();
    this.strength.typed(text, this.me.username, this.known());
  }

  async submit(): Promise<boolean> {
    if (this.submission.busy) return false;
    const verdict = await this.strength.judge(this.next.peek(), this.me.username, this.known());
    this.blocked.value = verdict?.acceptable !== true;
    if (this.blocked.peek()) return false;
    const result = await this.submission.run(() =>
      this.messenger.call('changePassword', { current: this.current.peek(), next: this.next.peek() }),
    );
    return result.ok;
  }

  private known(): string[] {
    return [this.me.firstName, this.me.lastName];
  }
}
