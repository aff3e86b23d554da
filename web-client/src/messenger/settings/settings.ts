import type { Settings } from '../port.ts';
import type { Ledger } from '../vault/ledger.ts';
import { Cell } from '../vault/cell.ts';
import { MessengerFailure } from '../failures.ts';

/** experience.md: the app locks itself after 15 idle minutes unless told otherwise. */
export const DEFAULT_SETTINGS: Settings = {
  sendReceipts: true,
  sharePresence: true,
  lockAfterMinutes: 15,
};

/** A week: longer than anybody is idle and means it. */
const MAX_LOCK_MINUTES = 10_080;

/** The user's switches, sealed in the vault. */
export class SettingsStore {
  readonly #cell = new Cell<Settings>('settings', 1, DEFAULT_SETTINGS);
  readonly #ledger: Ledger;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  load(): Promise<void> {
    return this.#cell.load(this.#ledger);
  }

  get value(): Settings {
    return this.#cell.value;
  }

  async update(change: Partial<Settings>): Promise<void> {
    const minutes = change.lockAfterMinutes ?? 0;
    if (!Number.isSafeInteger(minutes) || minutes < 0 || minutes > MAX_LOCK_MINUTES) {
      throw new MessengerFailure('validation-failed');
    }
    await this.#ledger.transact((tx) => this.#cell.set(tx, { ...this.#cell.in(tx), ...change }));
  }
}
