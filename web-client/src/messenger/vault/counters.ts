import type { Collection } from './collection.ts';
import type { Ledger } from './ledger.ts';
import { Table } from './table.ts';
import type { Work } from './work.ts';

/**
 * - `outbox`: order of waiting rows.
 * - `send`: `SendHeader.send_counter`; behind the relay's after a restored profile.
 * - `quarantine`: order of envelopes that could not be opened.
 */
export type CounterName = 'outbox' | 'send' | 'quarantine';

interface CounterRow {
  readonly name: string;
  readonly value: number;
}

const COUNTERS: Collection<CounterRow> = { store: 'account', hideNames: false, version: 1 };
const rowName = (name: CounterName) => `counter-${name}`;

/** Numbers that only grow; each step is part of the transaction that uses it. */
export class Counters {
  readonly #rows = new Table<CounterRow>(COUNTERS, (row) => row.name);

  async load(ledger: Ledger): Promise<void> {
    const names = (['outbox', 'send', 'quarantine'] as const).map((name) => ({ name: rowName(name) }));
    const found = await ledger.readMany(COUNTERS, names);
    this.#rows.fill(found.filter((row) => row !== undefined));
  }

  /** The newest number given out, 0 if none. */
  current(name: CounterName): number {
    return this.#rows.get(rowName(name))?.value ?? 0;
  }

  next(tx: Work, name: CounterName): number {
    const value = (tx.row(this.#rows, rowName(name))?.value ?? 0) + 1;
    tx.setRow(this.#rows, { name: rowName(name), value });
    return value;
  }

  /** Never gives out `value` or less from now on. */
  raise(tx: Work, name: CounterName, value: number): void {
    if (value > (tx.row(this.#rows, rowName(name))?.value ?? 0)) {
      tx.setRow(this.#rows, { name: rowName(name), value });
    }
  }
}
