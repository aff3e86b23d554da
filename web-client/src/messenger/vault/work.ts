import type { Write } from '../ports/store.ts';
import type { Collection } from './collection.ts';
import type { Ledger } from './ledger.ts';
import type { Table } from './table.ts';

/** Where a record is: its name, and its suffix if the collection orders records under a name. */
export interface Place {
  readonly name: string;
  readonly suffix?: string;
}

/** One planned write; `value` undefined deletes. */
export interface PendingWrite {
  readonly collection: Collection<unknown>;
  readonly name: string;
  readonly suffix: string;
  readonly value: unknown;
}

/**
 * What one transaction has planned so far. Reads through it see its own writes and those of the
 * transactions that share its commit; nobody else does before the commit.
 */
export class Work {
  readonly #ledger: Ledger;
  readonly #earlier: ReadonlyMap<string, PendingWrite>;
  readonly #writes = new Map<string, PendingWrite>();
  readonly #plain: Write[] = [];
  readonly #appliers: (() => void)[] = [];

  /** @param earlier transactions before this one whose commit is still to come */
  constructor(ledger: Ledger, earlier: Work | null = null) {
    this.#ledger = ledger;
    this.#earlier = earlier ? earlier.#writes : new Map();
  }

  put<T>(collection: Collection<T>, name: string, value: T & {}, suffix = ''): void {
    this.#plan({ collection, name, suffix, value });
  }

  delete(collection: Collection<unknown>, name: string, suffix = ''): void {
    this.#plan({ collection, name, suffix, value: undefined });
  }

  async read<T>(collection: Collection<T>, name: string, suffix = ''): Promise<T | undefined> {
    const planned = this.#planned(collection, name, suffix);
    return planned ? planned.value : this.#ledger.read(collection, name, suffix);
  }

  /** One answer per place, in the order asked. */
  async readMany<T>(
    collection: Collection<T>,
    places: readonly Place[],
  ): Promise<readonly (T | undefined)[]> {
    const stored = await this.#ledger.readMany(collection, places);
    return places.map(({ name, suffix = '' }, at) => {
      const planned = this.#planned(collection, name, suffix);
      return planned ? planned.value : stored[at];
    });
  }

  /** Every record of a collection that needs no suffixes; those planned here come last. */
  async readAll<T>(collection: Collection<T>, nameOf: (record: T) => string): Promise<readonly T[]> {
    const stored = await this.#ledger.readAll(collection);
    const untouched = stored.filter((record) => !this.#planned(collection, nameOf(record), ''));
    return [...untouched, ...this.#plannedIn(collection)];
  }

  /** The row as this transaction sees it. */
  row<T extends object>(table: Table<T>, name: string): T | undefined {
    const planned = this.#planned(table.collection, name, '');
    return planned ? planned.value : table.get(name);
  }

  /** All rows as this transaction sees them; those planned here come last. */
  rows<T extends object>(table: Table<T>): readonly T[] {
    const { collection, nameOf } = table;
    const untouched = [...table.all()].filter((row) => !this.#planned(collection, nameOf(row), ''));
    return [...untouched, ...this.#plannedIn(collection)];
  }

  setRow<T extends object>(table: Table<T>, value: T): void {
    const name = table.nameOf(value);
    this.put(table.collection, name, value);
    this.afterwards(() => table.apply(name, value));
  }

  removeRow<T extends object>(table: Table<T>, name: string): void {
    this.#plan({ collection: table.collection, name, suffix: '', value: undefined });
    this.afterwards(() => table.apply(name, undefined));
  }

  /** Writes outside the sealed collections that belong to the same commit, such as a vault's header. */
  alongside(writes: readonly Write[]): void {
    this.#plain.push(...writes);
  }

  /** Runs synchronously after the commit, in the order planned; never when it fails. */
  afterwards(apply: () => void): void {
    this.#appliers.push(apply);
  }

  /** Takes over what a transaction planned that was begun with this one as its `earlier`. */
  absorb(later: Work): void {
    for (const [key, write] of later.#writes) this.#writes.set(key, write);
    this.#plain.push(...later.#plain);
    this.#appliers.push(...later.#appliers);
  }

  finish(): {
    readonly writes: readonly PendingWrite[];
    readonly plain: readonly Write[];
    readonly appliers: readonly (() => void)[];
  } {
    return { writes: [...this.#writes.values()], plain: this.#plain, appliers: this.#appliers };
  }

  #plan(write: PendingWrite): void {
    this.#writes.set(recordKey(write.collection, write.name, write.suffix), write);
  }

  #planned<T>(
    collection: Collection<T>,
    name: string,
    suffix: string,
  ): { readonly value: T | undefined } | undefined {
    const key = recordKey(collection, name, suffix);
    // Whatever was planned for this collection came through `put` with its own type.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return (this.#writes.get(key) ?? this.#earlier.get(key)) as { readonly value: T | undefined } | undefined;
  }

  #plannedIn<T>(collection: Collection<T>): readonly T[] {
    const all = new Map([...this.#earlier, ...this.#writes]);
    return [...all.values()].flatMap((write) => {
      if (write.collection !== collection) return [];
      const planned = this.#planned(collection, write.name, write.suffix);
      return planned?.value === undefined ? [] : [planned.value];
    });
  }
}

/** Names a record among all of one vault. */
export function recordKey(collection: Collection<unknown>, name: string, suffix: string): string {
  return `${collection.store} ${name} ${suffix}`;
}
