import type { Write } from '../ports/store.ts';
import type { Collection } from './collection.ts';
import type { Ledger } from './ledger.ts';
import type { Table } from './table.ts';

/** One planned write; `value` undefined deletes. */
export interface PendingWrite {
  readonly collection: Collection<unknown>;
  readonly name: string;
  readonly suffix: string;
  readonly value: unknown;
}

/** Where a record is: its name, and its suffix if the collection orders records under a name. */
export interface Place {
  readonly name: string;
  readonly suffix?: string;
}

/**
 * What one transaction has planned so far. Reads through it see its own writes; nobody else does
 * before the commit.
 */
export class Work {
  readonly #ledger: Ledger;
  readonly #writes = new Map<string, PendingWrite>();
  readonly #plain: Write[] = [];
  readonly #appliers: (() => void)[] = [];

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  put<T>(collection: Collection<T>, name: string, value: T & {}, suffix = ''): void {
    this.#plan({ collection, name, suffix, value });
  }

  delete(collection: Collection<unknown>, name: string, suffix = ''): void {
    this.#plan({ collection, name, suffix, value: undefined });
  }

  async read<T>(collection: Collection<T>, name: string, suffix = ''): Promise<T | undefined> {
    const planned = this.#writes.get(planKey(collection, name, suffix));
    // Whatever was planned for this collection came through `put` with its own type.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (planned) return planned.value as T | undefined;
    return this.#ledger.read(collection, name, suffix);
  }

  /** One answer per place, in the order asked. */
  async readMany<T>(
    collection: Collection<T>,
    places: readonly Place[],
  ): Promise<readonly (T | undefined)[]> {
    const stored = await this.#ledger.readMany(collection, places);
    return places.map(({ name, suffix = '' }, at) => {
      const planned = this.#writes.get(planKey(collection, name, suffix));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see read
      return planned ? (planned.value as T | undefined) : stored[at];
    });
  }

  /** The row as this transaction sees it. */
  row<T extends object>(table: Table<T>, name: string): T | undefined {
    const planned = this.#writes.get(planKey(table.collection, name, ''));
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see read
    return planned ? (planned.value as T | undefined) : table.get(name);
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

  finish(): {
    readonly writes: readonly PendingWrite[];
    readonly plain: readonly Write[];
    readonly appliers: readonly (() => void)[];
  } {
    return { writes: [...this.#writes.values()], plain: this.#plain, appliers: this.#appliers };
  }

  #plan(write: PendingWrite): void {
    this.#writes.set(planKey(write.collection, write.name, write.suffix), write);
  }
}

function planKey(collection: Collection<unknown>, name: string, suffix: string): string {
  return `${collection.store} ${name} ${suffix}`;
}
