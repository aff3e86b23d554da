import type { Collection } from './collection.ts';
import type { Ledger } from './ledger.ts';
import { Table } from './table.ts';
import type { Work } from './work.ts';

/** One record of the `account` store that stays in memory, with a value before the first write. */
export class Cell<T extends object> {
  readonly #table: Table<T>;
  readonly #name: string;
  readonly #initial: T;

  constructor(name: string, version: number, initial: T) {
    const collection: Collection<T> = { store: 'account', hideNames: false, version };
    this.#name = name;
    this.#initial = initial;
    this.#table = new Table(collection, () => name);
  }

  async load(ledger: Ledger): Promise<void> {
    const stored = await ledger.read(this.#table.collection, this.#name);
    if (stored) this.#table.apply(this.#name, stored);
  }

  get value(): T {
    return this.#table.get(this.#name) ?? this.#initial;
  }

  /** The value as the transaction sees it. */
  in(tx: Work): T {
    return tx.row(this.#table, this.#name) ?? this.#initial;
  }

  set(tx: Work, value: T): void {
    tx.setRow(this.#table, value);
  }
}
