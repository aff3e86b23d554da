import {
  endOfPrefix,
  type HolderGeneration,
  type KeyRange,
  type Store,
  type StoredRecord,
  type Write,
} from '../ports/store.ts';
import { MessengerFailure } from '../failures.ts';
import type { Vault } from '../../protocol/index.ts';
import { decodeRecord, encodeRecord, type Collection } from './collection.ts';
import { Recent } from './recent.ts';
import type { RecordSealer } from './record-sealer.ts';
import { recordKey, Work, type PendingWrite, type Place } from './work.ts';

/** Transactions that share a commit at most: each waits for the whole of it. */
const MAX_SHARED = 64;

/** A transaction that waits for its turn. */
interface Turn {
  /** Runs it, planning into `tx`. @returns what tells its caller how the commit went */
  readonly plan: (tx: Work) => Promise<() => void>;
  readonly failed: (cause: unknown) => void;
}

/**
 * The records of one opened vault. Every value is sealed on its own, bound to its store and key; names
 * that would tell something are replaced by tags (`docs/spec/storage.md`).
 *
 * Changes go through {@link transact}, one after the other; memory follows only after the commit. Those that wait while a
 * commit is under way share the next one, since a commit costs more than most of what is in it [V-12].
 */
export class Ledger {
  readonly #store: Store;
  readonly #holder: HolderGeneration;
  readonly #vaultId: string;
  readonly #sealer: RecordSealer;
  readonly #recent = new Recent();
  readonly #waiting: Turn[] = [];
  /** Odd while a commit is under way: what is read then may be old before it arrives. */
  #commits = 0;
  #running = false;
  #closed = false;

  constructor(store: Store, holder: HolderGeneration, vaultId: string, sealer: RecordSealer) {
    this.#store = store;
    this.#holder = holder;
    this.#vaultId = vaultId;
    this.#sealer = sealer;
  }

  /** The keys that everything here is sealed with. */
  get vault(): Vault {
    return this.#sealer.vault;
  }

  async read<T>(collection: Collection<T>, name: string, suffix = ''): Promise<T | undefined> {
    const [record] = await this.readMany(collection, [{ name, suffix }]);
    return record;
  }

  /** One answer per place, in the order asked. */
  async readMany<T>(
    collection: Collection<T>,
    places: readonly Place[],
  ): Promise<readonly (T | undefined)[]> {
    const found = places.map(({ name, suffix = '' }) => this.#recalled(collection, name, suffix));
    const asked = places.filter((_, at) => found[at] === undefined);
    if (asked.length === 0) return found;
    const read = (await this.#fetch(collection, asked)).values();
    return found.map((record) => record ?? read.next().value);
  }

  /** Every record of the collection, in key order. */
  async readAll<T>(collection: Collection<T>): Promise<readonly T[]> {
    const prefix = `${this.#vaultId}/`;
    return this.#readRange(collection, { from: prefix, before: endOfPrefix(prefix) });
  }

  /** As {@link readAll}, so many at a time; what is written meanwhile may be among them or not. */
  async *slices<T>(collection: Collection<T>, size: number): AsyncGenerator<readonly T[]> {
    const prefix = `${this.#vaultId}/`;
    const before = endOfPrefix(prefix);
    for (let from: string | null = prefix; from !== null;) {
      const records: readonly StoredRecord[] = await this.#store.range(collection.store, {
        from,
        before,
        limit: size,
      });
      yield await this.#openAll(collection, records);
      const last: StoredRecord | undefined = records[size - 1];
      // The first key after that one.
      from = last ? `${last.key}\0` : null;
    }
  }

  /** Records under one name with `from <= suffix < before`, the first `limit` of them. */
  async readSuffixes<T>(collection: Collection<T>, name: string, range: KeyRange): Promise<readonly T[]> {
    const from = await this.#key(collection, name, range.from);
    const before = await this.#key(collection, name, range.before);
    return this.#readRange(collection, { ...range, from, before });
  }

  /**
   * [V-9] Runs `work` alone, cryptography and all, and commits what it planned after that, or nothing when it throws.
   *
   * @throws StoreError when the commit fails; memory is then as before
   * @throws MessengerFailure `busy` after {@link close}
   */
  transact<R>(work: (tx: Work) => Promise<R> | R): Promise<R> {
    return new Promise((resolve, reject) => {
      const plan = async (tx: Work) => {
        const result = await work(tx);
        return () => resolve(result);
      };
      this.#waiting.push({ plan, failed: reject });
      void this.#work();
    });
  }

  /** Lets what was asked for so far end; refuses everything later, so that locked means locked. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      const plan = async () => {
        this.#closed = true;
        return resolve;
      };
      this.#waiting.push({ plan, failed: () => resolve() });
      void this.#work();
    });
  }

  /** The same vault once more, after this one was closed. */
  anew(): Ledger {
    return new Ledger(this.#store, this.#holder, this.#vaultId, this.#sealer);
  }

  async #work(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    while (this.#waiting.length > 0) await this.#commitShared();
    this.#running = false;
  }

  /** Each transaction sees what those before it planned; one that throws leaves nothing of it behind. */
  async #commitShared(): Promise<void> {
    const all = new Work(this);
    const planned: { readonly turn: Turn; readonly done: () => void }[] = [];
    for (let turn = this.#next(planned.length); turn; turn = this.#next(planned.length)) {
      const tx = new Work(this, all);
      try {
        if (this.#closed) throw new MessengerFailure('busy');
        const done = await turn.plan(tx);
        all.absorb(tx);
        planned.push({ turn, done });
      } catch (cause) {
        turn.failed(cause);
      }
    }
    try {
      await this.#commit(all);
    } catch (cause) {
      for (const { turn } of planned) turn.failed(cause);
      return;
    }
    for (const { done } of planned) done();
  }

  #next(shared: number): Turn | undefined {
    return shared < MAX_SHARED ? this.#waiting.shift() : undefined;
  }

  async #commit(tx: Work): Promise<void> {
    const { writes, plain, appliers } = tx.finish();
    if (writes.length + plain.length > 0) {
      const sealed = await Promise.all(writes.map((write) => this.#seal(write)));
      this.#commits++;
      try {
        await this.#store.commit(this.#holder, [...plain, ...sealed]);
        this.#recent.committed(writes);
      } finally {
        this.#commits++;
      }
    }
    if (this.#closed) this.#recent.clear();
    for (const apply of appliers) apply();
  }

  #recalled<T>(collection: Collection<T>, name: string, suffix: string): T | undefined {
    if (collection.recent !== true) return undefined;
    // What is there came from this collection's own records.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return this.#recent.get(recordKey(collection, name, suffix)) as T | undefined;
  }

  async #fetch<T>(collection: Collection<T>, places: readonly Place[]): Promise<readonly (T | undefined)[]> {
    const keys = await Promise.all(
      places.map(({ name, suffix }) => this.#key(collection, name, suffix ?? '')),
    );
    const commits = this.#commits;
    const sealed = await this.#store.getMany(collection.store, keys);
    const records = await Promise.all(
      keys.map(async (key, at) => {
        const bytes = sealed[at];
        return bytes && this.#open(collection, key, bytes);
      }),
    );
    if (commits % 2 === 0 && commits === this.#commits) this.#remember(collection, places, records);
    return records;
  }

  #remember(collection: Collection<unknown>, places: readonly Place[], records: readonly unknown[]): void {
    if (collection.recent !== true || this.#closed) return;
    for (const [at, { name, suffix = '' }] of places.entries()) {
      const record = records[at];
      if (record !== undefined) this.#recent.set(recordKey(collection, name, suffix), record);
    }
  }

  async #readRange<T>(collection: Collection<T>, range: KeyRange): Promise<readonly T[]> {
    return this.#openAll(collection, await this.#store.range(collection.store, range));
  }

  #openAll<T>(collection: Collection<T>, records: readonly StoredRecord[]): Promise<readonly T[]> {
    return Promise.all(records.map(({ key, value }) => this.#open(collection, key, value)));
  }

  /** `vault id / name or tag [/ suffix]`; suffixes only order records, they are not secret. */
  async #key(collection: Collection<unknown>, name: string, suffix: string): Promise<string> {
    const shown = collection.hideNames ? await this.#sealer.tag(collection.store, name) : name;
    return `${this.#vaultId}/${shown}${suffix === '' ? '' : `/${suffix}`}`;
  }

  async #seal(write: PendingWrite): Promise<Write> {
    const { collection } = write;
    const key = await this.#key(collection, write.name, write.suffix);
    if (write.value === undefined) return { kind: 'delete', store: collection.store, key };
    const plain = encodeRecord(collection, write.value);
    return {
      kind: 'put',
      store: collection.store,
      key,
      value: await this.#sealer.seal(collection.store, key, plain),
    };
  }

  async #open<T>(collection: Collection<T>, key: string, sealed: Uint8Array): Promise<T> {
    return decodeRecord(collection, await this.#sealer.open(collection.store, key, sealed));
  }
}
