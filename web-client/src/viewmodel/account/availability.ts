import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Messenger } from '../../messenger/port.ts';
import type { Clock } from '../system/clock.ts';
import { Debounce } from '../system/debounce.ts';
import { normaliseUsername, usernameProblem, type UsernameProblem } from './username.ts';

/** What is known about the username being typed. */
export type Availability =
  | { readonly at: 'empty' }
  | { readonly at: 'problem'; readonly problem: UsernameProblem }
  | { readonly at: 'checking' }
  | { readonly at: 'available' }
  | { readonly at: 'refused'; readonly reason: 'taken' | 'invalid' | 'reserved' }
  /** The server could not be asked; sign-up decides. */
  | { readonly at: 'unknown' };

/** Long enough that a fast typist asks once per word; the server limits these questions. */
const TYPING_PAUSE_MS = 350;

/** Asks the server whether a username is free, once typing pauses. */
export class UsernameAvailability {
  private readonly current = signal<Availability>({ at: 'empty' });
  private readonly pause: Debounce;
  private readonly messenger: Messenger;
  private asked = '';

  constructor(messenger: Messenger, clock: Clock) {
    this.messenger = messenger;
    this.pause = new Debounce(clock, TYPING_PAUSE_MS);
  }

  get state(): ReadonlySignal<Availability> {
    return this.current;
  }

  typed(text: string): void {
    const username = normaliseUsername(text);
    if (username === this.asked && this.current.peek().at !== 'unknown') return;
    this.asked = username;
    this.pause.cancel();
    if (username === '') {
      this.current.value = { at: 'empty' };
      return;
    }
    const problem = usernameProblem(username);
    if (problem !== null) {
      this.current.value = { at: 'problem', problem };
      return;
    }
    this.current.value = { at: 'checking' };
    this.pause.schedule(() => void this.ask(username));
  }

  private async ask(username: string): Promise<void> {
    const answer = await this.messenger.call('checkUsername', { username });
    if (username !== this.asked) return; // a later name has been typed meanwhile
    if (!answer.ok) this.current.value = { at: 'unknown' };
    else if (answer.value.available) this.current.value = { at: 'available' };
    else this.current.value = { at: 'refused', reason: answer.value.reason ?? 'taken' };
  }
}
