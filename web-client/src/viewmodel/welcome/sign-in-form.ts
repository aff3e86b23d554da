import { computed, signal } from '@preact/signals-core';
import type { Messenger } from '../../messenger/port.ts';
import { OldPassword } from '../account/old-password.ts';
import { Submission } from '../system/submission.ts';

/** The card "Sign in", and "Start over" when this browser has no keys of the account. */
export class SignInForm {
  readonly username = signal('');
  readonly password = signal('');
  readonly old = new OldPassword();
  readonly submission = new Submission();
  readonly startingOver = new Submission();
  /** Right password, but the keys live in another browser. */
  readonly vaultElsewhere = computed(() => this.submission.failure?.code === 'vault-elsewhere');
  /** The warning before starting over is on screen. */
  readonly warning = signal(false);
  private readonly messenger: Messenger;

  constructor(messenger: Messenger) {
    this.messenger = messenger;
  }

  typeUsername(text: string): void {
    this.username.value = text;
    this.old.forget();
    this.edited();
  }

  typePassword(text: string): void {
    this.password.value = text;
    this.edited();
  }

  get complete(): boolean {
    return this.username.value.trim() !== '' && this.password.value !== '' && !this.old.missing.value;
  }

  async submit(): Promise<boolean> {
    if (!this.complete) return false;
    const input = { ...this.credentials(), ...this.old.input };
    const result = await this.submission.run(() => this.messenger.call('signIn', input));
    this.old.heard(this.submission.failure);
    if (result.ok) this.forgetPasswords();
    return result.ok;
  }

  /** What is stored here stays sealed: the ways are those of a browser without the keys. */
  async doesNotKnowOld(): Promise<void> {
    this.old.forget();
    await this.submission.run(() => Promise.resolve({ ok: false, failure: { code: 'vault-elsewhere' } }));
  }

  /** Makes a new identity. Everybody who knows the old one is told. */
  async startOver(): Promise<boolean> {
    const result = await this.startingOver.run(() => this.messenger.call('startOver', this.credentials()));
    if (result.ok) {
      this.forgetPasswords();
      this.warning.value = false;
    }
    return result.ok;
  }

  credentials(): { username: string; password: string } {
    return { username: this.username.peek().trim(), password: this.password.peek() };
  }

  private forgetPasswords(): void {
    this.password.value = '';
    this.old.forget();
  }

  edited(): void {
    this.submission.clear();
    this.startingOver.clear();
  }
}
