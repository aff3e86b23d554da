import type { Timers } from '../../../src/messenger/ports/platform.ts';

/** How much faster time passes than in the world outside. */
const HASTE = 20;
/** Nobody waits longer for a timer, in the time of the world: what takes days is let pass with the clock. */
const LONGEST_MS = 20_000;
/** Between two looks at the timers, outside. */
const TURN_MS = 2;

interface Waiting {
  readonly delayMs: number;
  /** By the clock of the world, which only a story puts forward. */
  readonly dueMs: number;
  /** By the turns so far. */
  readonly turnMs: number;
  readonly run: () => void;
}

/**
 * The timers of all devices of a world. They hurry, and what a story lets pass at once is over at once.
 *
 * Time passes in turns of the event loop and not by the clock on the wall: were it so, a machine that is busy with
 * something else for a second would be twenty seconds without an answer, and every device would give up.
 */
export class WorldTimers implements Timers {
  readonly #nowMs: () => number;
  readonly #waiting = new Set<Waiting>();
  /** Delays that do not end with the turns, however busy the machine is: a story says when. */
  readonly held = new Set<number>();
  #turnMs = 0;
  #lookedAtMs = 0;
  #isTurning = false;

  /** @param nowMs the clock of the world, in milliseconds */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const waiting = {
      delayMs,
      dueMs: this.#nowMs() + delayMs,
      turnMs: this.#turnMs + Math.min(delayMs, LONGEST_MS),
      run,
    };
    this.#waiting.add(waiting);
    if (!this.#isTurning) {
      this.#lookedAtMs = performance.now();
      this.#turnLater();
    }
    return () => void this.#waiting.delete(waiting);
  }

  /** Whether somebody waits, and began to wait for exactly that long. */
  isWaitedFor(delayMs: number): boolean {
    return [...this.#waiting].some((waiting) => waiting.delayMs === delayMs);
  }

  /** The clock was put forward: whatever was to happen by now happens, in its order, each in a turn of its own. */
  jumped(): void {
    const due = [...this.#waiting].filter(({ dueMs }) => dueMs <= this.#nowMs());
    for (const waiting of due.toSorted((a, b) => a.dueMs - b.dueMs)) {
      setTimeout(() => this.#ends(waiting), 0);
    }
  }

  #turnLater(): void {
    this.#isTurning = true;
    setTimeout(() => this.#turn(), TURN_MS);
  }

  #turn(): void {
    const nowMs = performance.now();
    // However long it was away, no more than two turns of it were time in which anybody could have worked.
    this.#turnMs += Math.min(nowMs - this.#lookedAtMs, 2 * TURN_MS) * HASTE;
    this.#lookedAtMs = nowMs;
    const due = [...this.#waiting].filter(
      ({ turnMs, delayMs }) => turnMs <= this.#turnMs && !this.held.has(delayMs),
    );
    due.sort((a, b) => a.turnMs - b.turnMs);
    for (const waiting of due) setTimeout(() => this.#ends(waiting), 0);
    this.#isTurning = this.#waiting.size > 0;
    if (this.#isTurning) this.#turnLater();
  }

  #ends(waiting: Waiting): void {
    if (this.#waiting.delete(waiting)) waiting.run();
  }
}
