import type { Clock } from '../system/clock.ts';

/** One frame says "typing" for several seconds, so one every three is enough. */
const REPEAT_MS = 3_000;

/** Tells the other side about typing, not about every key. */
export class TypingSignal {
  private saidAtMs = Number.NEGATIVE_INFINITY;
  private readonly clock: Clock;
  private readonly say: () => void;

  constructor(clock: Clock, say: () => void) {
    this.clock = clock;
    this.say = say;
  }

  typed(text: string): void {
    const now = this.clock.now();
    if (text.trim() === '' || Math.abs(now - this.saidAtMs) < REPEAT_MS) return;
    this.saidAtMs = now;
    this.say();
  }

  /** A message went out: the next key is news again. */
  reset(): void {
    this.saidAtMs = Number.NEGATIVE_INFINITY;
  }
}
