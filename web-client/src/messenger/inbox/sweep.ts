import type { Clock } from '../ports/platform.ts';
import { Cell } from '../vault/cell.ts';
import type { Ledger } from '../vault/ledger.ts';

const SWEEP_EVERY_MS = 86_400_000;

/** Forgets what can no longer be of use, such as envelopes that cannot come twice; at most once a day, when the mail is in. */
export class Sweep {
  readonly #last = new Cell<{ readonly atMs: number }>('sweep', 1, { atMs: 0 });
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #forget: (nowMs: number) => Promise<void>;

  /** @param forget what is forgotten with time */
  constructor(ledger: Ledger, clock: Clock, forget: (nowMs: number) => Promise<void>) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#forget = forget;
  }

  load(): Promise<void> {
    return this.#last.load(this.#ledger);
  }

  async run(): Promise<void> {
    const now = this.#clock.now();
    if (Math.abs(now - this.#last.value.atMs) < SWEEP_EVERY_MS) return; // [S-11]
    await this.#forget(now);
    await this.#ledger.transact((tx) => this.#last.set(tx, { atMs: now }));
  }
}
