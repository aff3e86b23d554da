import type { Collection } from './collection.ts';

/** Rows of a collection that stay in memory. Rows are immutable; only a commit replaces them. */
export class Table<T extends object> {
  readonly collection: Collection<T>;
  readonly nameOf: (row: T) => string;
  readonly #rows = new Map<string, T>();

  /** @param nameOf the name is inside the row, since stored names may be tags */
  constructor(collection: Collection<T>, nameOf: (row: T) => string) {
    this.collection = collection;
    this.nameOf = nameOf;
  }

  fill(rows: readonly T[]): void {
    for (const row of rows) this.#rows.set(this.nameOf(row), row);
  }

  get(name: string): T | undefined {
    return this.#rows.get(name);
  }

  /** In the order in which they came first; those that were filled in, in key order. */
  all(): IterableIterator<T> {
    return this.#rows.values();
  }

  get size(): number {
    return this.#rows.size;
  }

  /** Called by the transaction that committed the row. */
  apply(name: string, row: T | undefined): void {
    if (row === undefined) this.#rows.delete(name);
    else this.#rows.set(name, row);
  }
}
