import type { Random } from '../ports/platform.ts';

/** A server may ask for a pause, not for silence; and timers overflow beyond 2³¹ ms, to no pause at all. */
export const LONGEST_ASKED_MS = 3_600_000;

/**
 * Pauses that double from `baseMs` up to `capMs`, each cut by up to half at random, so that clients
 * which lost the same server do not come back in the same instant.
 */
export class Backoff {
  readonly #baseMs: number;
  readonly #capMs: number;
  readonly #random: Random;
  #failures = 0;

  constructor(baseMs: number, capMs: number, random: Random) {
    this.#baseMs = baseMs;
    this.#capMs = capMs;
    this.#random = random;
  }

  /** Counts a failure. @returns milliseconds to wait, at least `atLeastMs` (up to an hour) */
  next(atLeastMs = 0): number {
    const full = Math.min(this.#capMs, this.#baseMs * 2 ** Math.min(this.#failures, 30));
    this.#failures++;
    return Math.max(Math.min(atLeastMs, LONGEST_ASKED_MS), full * (0.5 + this.#random.fraction() / 2));
  }

  reset(): void {
    this.#failures = 0;
  }
}
