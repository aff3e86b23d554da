import { computed, signal } from '@preact/signals-core';
import type { Messenger } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';

/** The card "Sign in", and "Start over" when this browser has no keys of the account. */
export class SignInForm {
  readonly username = signal('');
  readonly password = signal('');
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
    this.edited();
  }

  typePassword(text: string): void {
    this.password.value = text;
    this.edited();
  }

  get complete(): boolean {
    return this.username.value.trim() !== '' && this.password.value !== '';
  }

  async submit(): Promise<boolean> {
    if (!this.complete) return false;
    const result = await this.submission.run(() => this.messenger.call('signIn', this.credentials()));
    if (result.ok) this.password.value = '';
    return result.ok;
  }

  /** Makes a new identity. Everybody who knows the old one is told. */
  async startOver(): Promise<boolean> {
    const result = await this.startingOver.run(() => this.messenger.call('startOver', this.credentials()));
    if (result.ok) {
      this.password.value = '';
      this.warning.value = false;
    }
    return result.ok;
  }

  credentials(): { username: string; password: string } {
    return { username: this.username.peek().trim(), password: this.password.peek() };
  }

  private edited(): void {
    this.submission.clear();
    this.startingOver.clear();
  }
}
