import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import type { LinkingView, Messenger, Snapshot } from '../../messenger/port.ts';
import { Submission } from '../system/submission.ts';
import { endLinking } from './end-linking.ts';
import { codeLetters, groupedCode, judgeCode, type CodeState } from './link-code.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Where the browser that is let in stands. */
export type JoinStep = { readonly at: 'code' } | Exclude<LinkingView, { readonly role: 'existing' }>;

const ENTER_CODE: JoinStep = { at: 'code' };
/** Until the messenger says so itself. */
const WAITING: JoinStep = { role: 'new', at: 'waiting' };

/** "Link this browser": the code of a browser that is signed in, and the comparison with it. */
export class JoinForm {
  /** In groups of four, as the other browser shows it. */
  readonly code = signal('');
  readonly submission = new Submission();
  readonly answering = new Submission();
  readonly step: ReadonlySignal<JoinStep>;
  private readonly leaving = signal(false);
  private joining: Promise<unknown> = Promise.resolve();
  private readonly messenger: Messenger;
  private readonly snapshot: ReadonlySignal<Snapshot>;
  private readonly credentials: Credentials;

  constructor(messenger: Messenger, snapshot: ReadonlySignal<Snapshot>, credentials: Credentials) {
    this.messenger = messenger;
    this.snapshot = snapshot;
    this.credentials = credentials;
    this.step = computed(() => {
      const { linking } = snapshot.value;
      if (this.leaving.value) return ENTER_CODE;
      if (linking?.role === 'new') return linking;
      return this.submission.busy ? WAITING : ENTER_CODE;
    });
    // How an earlier one ended, which nobody took off the screen of another tab, is no news here.
    const { linking } = snapshot.peek();
    if (linking?.role === 'new' && linking.at === 'failed') void this.startAgain();
  }

  get state(): CodeState {
    return judgeCode(this.code.value);
  }

  typeCode(text: string): void {
    this.code.value = groupedCode(text);
    this.submission.clear();
  }

  /** A code that the camera read: tried at once. False when it is no code of this kind. */
  scanned(text: string): boolean {
    if (judgeCode(text) !== 'whole') return false;
    this.typeCode(text);
    return true;
  }

  /** True when this browser is a device of the account now. */
  async submit(): Promise<boolean> {
    if (judgeCode(this.code.peek()) !== 'whole' || this.submission.busy) return false;
    const input = { ...this.credentials, code: codeLetters(this.code.peek()) };
    const joining = this.submission.run(() => this.messenger.call('joinAccount', input));
    this.joining = joining;
    const result = await joining;
    // Why it ended says the step.
    if (!result.ok && result.failure.code === 'linking-ended') this.submission.clear();
    return result.ok;
  }

  /** The user compared the numbers. */
  async answer(same: boolean): Promise<void> {
    await this.answering.run(() => this.messenger.call('confirmLinking', { same }));
  }

  /** Ends what is under way and takes its end off the screen: a code is good for one attempt. */
  async startAgain(): Promise<void> {
    this.leaving.value = true;
    this.code.value = '';
    await endLinking(this.messenger, this.snapshot);
    await this.joining; // until then nothing else can be tried
    this.submission.clear();
    this.answering.clear();
    this.leaving.value = false;
  }

  /** The screen goes away: also because the account is here now, and then nothing is to be ended. */
  leave(): void {
    if (this.snapshot.peek().phase.at === 'welcome' && this.step.peek().at !== 'code') void this.startAgain();
  }
}
