import { computed, signal } from '@preact/signals-core';
import type { FailureCode, Messenger } from '../../messenger/port.ts';
import { UsernameAvailability } from '../account/availability.ts';
import { PasswordStrength, type EstimatorLoader } from '../account/password-strength.ts';
import type { Clock } from '../system/clock.ts';
import { Submission } from '../system/submission.ts';

/** Which field the person has to mend before an account can be made. */
export type SignUpField = 'username' | 'firstName' | 'password' | 'invitation';

/** The card "Create account". */
export class SignUpForm {
  readonly username = signal('');
  readonly firstName = signal('');
  readonly lastName = signal('');
  readonly about = signal('');
  readonly password = signal('');
  readonly invitation = signal('');
  /** Signing up takes an invitation code here; false until the server says so. */
  readonly inviteOnly = signal(false);
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

  /** Asks what the form has to ask for. Unanswered, the server says so when the account is to be made. */
  async prepare(): Promise<void> {
    const answer = await this.messenger.call('needsInvitation', {});
    if (answer.ok) this.inviteOnly.value = answer.value;
  }

  typeInvitation(text: string): void {
    this.invitation.value = text;
    this.edited('invitation');
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
        ...(this.inviteOnly.peek() && { invitation: this.invitation.peek().trim() }),
      }),
    );
    if (result.ok) {
      this.password.value = '';
      this.invitation.value = '';
    } else {
      this.blame(result.failure.code);
    }
    return result.ok;
  }

  /** The field that the server's refusal is about, if it is about one. */
  private blame(code: FailureCode): void {
    if (code === 'username-taken' || code === 'username-invalid') this.blocked.value = 'username';
    if (code === 'invitation-needed') this.inviteOnly.value = true;
    if (code === 'invitation-needed' || code === 'invitation-invalid') this.blocked.value = 'invitation';
  }

  private async firstProblem(): Promise<SignUpField | null> {
    if (this.inviteOnly.peek() && this.invitation.peek().trim() === '') return 'invitation';
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
