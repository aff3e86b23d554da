import { signal } from '@preact/signals-core';
import type { Messenger } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';

/** Where somebody stands who sets a recovery phrase. */
export type PhraseStep = 'making' | 'password' | 'words' | 'check' | 'done';

/** [RP-1] Sets a recovery phrase: twelve words to write down, of which two are asked for. */
export class PhraseForm {
  readonly step = signal<PhraseStep>('making');
  readonly password = signal('');
  /** Only while they are on screen. */
  readonly words = signal<readonly string[]>([]);
  /** Which of them are asked for, counted from 0, and what was typed for each. */
  readonly asked = signal<readonly number[]>([]);
  readonly typed = signal<readonly string[]>([]);
  readonly making = new Submission();
  readonly confirming = new Submission();
  private readonly messenger: Messenger;

  constructor(messenger: Messenger) {
    this.messenger = messenger;
  }

  /** Right after the sign-up without a password; whoever comes later is asked for it. */
  async begin(): Promise<void> {
    if (await this.make(null)) return;
    if (this.making.failure?.code !== 'wrong-password') return;
    this.making.clear();
    this.step.value = 'password';
  }

  typePassword(text: string): void {
    this.password.value = text;
    this.making.clear();
  }

  async prove(): Promise<void> {
    if (await this.make(this.password.peek())) this.password.value = '';
  }

  showWords(): void {
    this.step.value = 'words';
  }

  ask(): void {
    this.confirming.clear();
    this.typed.value = this.asked.peek().map(() => '');
    this.step.value = 'check';
  }

  typeWord(at: number, text: string): void {
    this.confirming.clear();
    this.typed.value = this.typed.peek().with(at, text);
  }

  get complete(): boolean {
    return this.typed.value.every((word) => word.trim() !== '');
  }

  async confirm(): Promise<void> {
    const words = this.asked.peek().map((index, at) => [index, this.typed.peek()[at] ?? ''] as const);
    const result = await this.confirming.run(() => this.messenger.call('confirmRecoveryPhrase', { words }));
    if (!result.ok) return;
    this.words.value = [];
    this.step.value = 'done';
  }

  /** The dialog closes: what was not confirmed never was. */
  leave(): void {
    this.words.value = [];
    if (this.step.peek() !== 'done') void this.messenger.call('putOffRecoveryPhrase', {});
  }

  private async make(password: string | null): Promise<boolean> {
    const result = await this.making.run(() => this.messenger.call('createRecoveryPhrase', { password }));
    if (!result.ok) return false;
    this.words.value = result.value.words;
    this.asked.value = result.value.ask;
    this.step.value = 'words';
    return true;
  }
}
