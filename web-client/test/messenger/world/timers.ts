import type { Timers } from '../../../src/messenger/ports/platform.ts';
import { systemTimers } from '../../../src/transport/browser/platform.ts';

/** How much faster time passes than in the world outside. */
const HASTE = 20;
/** Nobody waits longer for a timer, in the time of the world. */
const LONGEST_MS = 20_000;

interface Waiting {
  readonly delayMs: number;
  readonly dueMs: number;
  readonly run: () => void;
}

/** The timers of all devices of a world. They hurry, and what a story lets pass at once is over at once. */
export class WorldTimers implements Timers {
  readonly #nowMs: () => number;
  readonly #waiting = new Set<Waiting>();

  /** @param nowMs the clock of the world, in milliseconds */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const waiting = { delayMs, dueMs: this.#nowMs() + delayMs, run };
    this.#waiting.add(waiting);
    const cancel = systemTimers.after(Math.min(delayMs, LONGEST_MS) / HASTE, () => this.#ends(waiting));
    return () => {
      this.#waiting.delete(waiting);
      cancel();
    };
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

  #ends(waiting: Waiting): void {
    if (this.#waiting.delete(waiting)) waiting.run();
  }
}
