import { signal, type ReadonlySignal } from '@preact/signals-core';
import type { Clock } from '../system/clock.ts';
import { Debounce } from '../system/debounce.ts';
import { judgePassword, type StrengthEstimator, type Verdict } from './password-policy.ts';

/** What the meter shows. */
export type Strength =
  | { readonly at: 'empty' }
  | { readonly at: 'loading' }
  /** The word lists could not be loaded; without them nothing may pass. */
  | { readonly at: 'unavailable' }
  | { readonly at: 'judged'; readonly verdict: Verdict };

export type EstimatorLoader = () => Promise<StrengthEstimator>;

/** One judgement takes some milliseconds; once per pause keeps typing smooth. */
const TYPING_PAUSE_MS = 120;

/** Judges the password while it is typed. Holds no copy of it longer than one judgement. */
export class PasswordStrength {
  private readonly current = signal<Strength>({ at: 'empty' });
  private readonly load: EstimatorLoader;
  private readonly pause: Debounce;
  private estimator: Promise<StrengthEstimator> | null = null;

  constructor(load: EstimatorLoader, clock: Clock) {
    this.load = load;
    this.pause = new Debounce(clock, TYPING_PAUSE_MS);
  }

  get state(): ReadonlySignal<Strength> {
    return this.current;
  }

  /** Fetches the word lists before they are needed, when the field gets focus. */
  prepare(): void {
    void this.loaded();
  }

  typed(password: string, username: string, known: readonly string[]): void {
    if (password === '') {
      this.pause.cancel();
      this.current.value = { at: 'empty' };
      return;
    }
    if (this.current.peek().at !== 'judged') this.current.value = { at: 'loading' };
    this.pause.schedule(() => void this.judge(password, username, known));
  }

  /** The verdict that decides, taken at submission whatever the meter shows. */
  async judge(password: string, username: string, known: readonly string[]): Promise<Verdict | null> {
    this.pause.cancel();
    const estimate = await this.loaded();
    if (estimate === null) {
      this.current.value = { at: 'unavailable' };
      return null;
    }
    const verdict = judgePassword(password, username, known, estimate);
    this.current.value = { at: 'judged', verdict };
    return verdict;
  }

  private async loaded(): Promise<StrengthEstimator | null> {
    this.estimator ??= this.load();
    try {
      return await this.estimator;
    } catch {
      this.estimator = null; // the network may be back at the next try; the meter says so meanwhile
      return null;
    }
  }
}
