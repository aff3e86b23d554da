import { limits } from '../../protocol/index.ts';
import type { Clock } from '../ports/platform.ts';
import { Cell } from '../vault/cell.ts';
import type { Ledger } from '../vault/ledger.ts';
import { ENVELOPES_SEEN } from './records.ts';

/** The relay keeps mail for 45 days; what was taken in longer ago than this cannot be delivered again. */
const FORGET_AFTER_MS = limits.PREKEY_RETENTION_MS;
const SWEEP_EVERY_MS = 86_400_000;
/** Deleted in one commit: reading on stays possible in between. */
const BATCH = 500;

/** Forgets what can no longer be of use, such as envelopes that cannot come twice; at most once a day, when the mail is in. */
export class Sweep {
  readonly #last = new Cell<{ readonly atMs: number }>('sweep', 1, { atMs: 0 });
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  readonly #others: (nowMs: number) => Promise<void>;

  /** @param others what else is forgotten with time */
  constructor(ledger: Ledger, clock: Clock, others: (nowMs: number) => Promise<void>) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#others = others;
  }

  load(): Promise<void> {
    return this.#last.load(this.#ledger);
  }

  async run(): Promise<void> {
    const now = this.#clock.now();
    if (Math.abs(now - this.#last.value.atMs) < SWEEP_EVERY_MS) return; // [S-11]
    const seen = await this.#ledger.readAll(ENVELOPES_SEEN);
    const old = seen.filter(({ atMs }) => now - atMs >= FORGET_AFTER_MS);
    for (let at = 0; at < old.length; at += BATCH) {
      await this.#ledger.transact((tx) => {
        for (const { name } of old.slice(at, at + BATCH)) tx.delete(ENVELOPES_SEEN, name);
      });
    }
    await this.#others(now);
    await this.#ledger.transact((tx) => this.#last.set(tx, { atMs: now }));
  }
}
