import { computed, signal } from '@preact/signals-core';
import type { Messenger } from '../../messenger/port.ts';
import { UsernameAvailability } from '../account/availability.ts';
import { PasswordStrength, type EstimatorLoader } from '../account/password-strength.ts';
import type { Clock } from '../system/clock.ts';
import { Submission } from '../system/submission.ts';

/** Which field the person has to mend before an account can be made. */
export type SignUpField = 'username' | 'firstName' | 'password';

/** The card "Create account". */
export class SignUpForm {
  readonly username = signal('');
  readonly firstName = signal('');
  readonly lastName = signal('');
  readonly about = signal('');
  readonly password = signal('');
  readonly availability: UsernameAvailability;
  readonly strength: PasswordStrength;
  readonly submission = new Submission();
  /** The first field in the way at the last press of the button. */
  readonly blocked = signal<SignUpField | null>(null);
  private readonly messenger: Messenger;
  private readonly known = computed(() => [this.firstName.value, this.lastName.value]);

  constructor(messenger: Messenger, clock: Clock, estimator: EstimatorLoader) {
    this.messenger = messenger;
    this.availability = new UsernameAvailability(messenger, clock);
    this.strength = new PasswordStrength(estimator, clock);
  }

  typeUsername(text: string): void {
    this.username.value = text;
    this.edited('username');
    this.availability.typed(text);
    this.judge();
  }

  typePassword(text: string): void {
    this.password.value = text;
    this.edited('password');
    this.judge();
  }

  typeFirstName(text: string): void {
    this.firstName.value = text;
    this.edited('firstName');
  }

  /** True when the account stands and the password has been forgotten here. */
  async submit(): Promise<boolean> {
    if (this.submission.busy) return false;
    this.blocked.value = await this.firstProblem();
    if (this.blocked.peek() !== null) return false;
    const result = await this.submission.run(() =>
      this.messenger.call('signUp', {
        username: this.username.peek().trim(),
        firstName: this.firstName.peek().trim(),
        lastName: this.lastName.peek().trim(),
        about: this.about.peek().trim(),
        password: this.password.peek(),
      }),
    );
    if (!result.ok && ['username-taken', 'username-invalid'].includes(result.failure.code)) {
      this.blocked.value = 'username';
    }
    if (result.ok) this.password.value = '';
    return result.ok;
  }

  private async firstProblem(): Promise<SignUpField | null> {
    const { at } = this.availability.state.peek();
    if (at === 'empty' || at === 'problem' || at === 'refused') return 'username';
    if (this.firstName.peek().trim() === '') return 'firstName';
    const verdict = await this.strength.judge(this.password.peek(), this.username.peek(), this.known.peek());
    return verdict?.acceptable === true ? null : 'password';
  }

  private judge(): void {
    this.strength.typed(this.password.peek(), this.username.peek(), this.known.peek());
  }

  private edited(field: SignUpField): void {
    this.submission.clear();
    if (this.blocked.peek() === field) this.blocked.value = null;
  }
}
