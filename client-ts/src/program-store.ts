import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { CookieJar } from '@tacet/web-client/headless';
import {
  StoreError,
  type HolderGeneration,
  type KeyRange,
  type Store,
  type StoredRecord,
  type StoreName,
  type Write,
} from '@tacet/web-client/store';

const OWNER_ONLY = 0o600;
/** Of one file; a program that writes a thousand messages a day needs years for it. */
const QUOTA_BYTES = 16 * 2 ** 30;
/** SQLite's "database or disk is full". */
const SQLITE_FULL = 13;

/**
 * One SQLite file for one program: what the messenger stores, the cookies of its login, and how far the program has come in
 * each conversation. Every commit is on the disk when it is answered.
 */
export class ProgramStore implements Store {
  readonly #database: DatabaseSync;
  readonly #read: StatementSync;
  readonly #put: StatementSync;
  readonly #kept: StatementSync;
  readonly #keep: StatementSync;
  #open = true;

  private constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA secure_delete = ON;
      PRAGMA busy_timeout = 5000;
      CREATE TABLE IF NOT EXISTS record (
        store TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (store, key)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    `);
    this.#read = database.prepare('SELECT value FROM record WHERE store = ? AND key = ?');
    this.#put = database.prepare(
      'INSERT INTO record VALUES (?, ?, ?) ON CONFLICT (store, key) DO UPDATE SET value = excluded.value',
    );
    this.#kept = database.prepare('SELECT value FROM kept WHERE name = ?');
    this.#keep = database.prepare(
      'INSERT INTO kept VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    );
  }

  static open(file: string): ProgramStore {
    try {
      ownerOnly(file);
      return new ProgramStore(new DatabaseSync(file));
    } catch (cause) {
      throw new StoreError('unavailable', cause);
    }
  }

  claim(): Promise<HolderGeneration> {
    return this.#answer(() => {
      const generation = this.#generation() + 1;
      this.keep('generation', String(generation));
      return generation;
    });
  }

  generation(): Promise<HolderGeneration> {
    return this.#answer(() => this.#generation());
  }

  get(store: StoreName, key: string): Promise<Uint8Array | undefined> {
    return this.#answer(() => this.#value(store, key));
  }

  getMany(store: StoreName, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    return this.#answer(() => keys.map((key) => this.#value(store, key)));
  }

  range(store: StoreName, { from, before, limit }: KeyRange): Promise<readonly StoredRecord[]> {
    return this.#answer(() =>
      this.#database
        .prepare(
          'SELECT key, value FROM record WHERE store = ? AND key >= ? AND key < ? ORDER BY key LIMIT ?',
        )
        .all(store, from, before, limit ?? -1)
        .map((row) => ({ key: String(row['key']), value: bytes(row['value']) })),
    );
  }

  commit(holder: HolderGeneration, writes: readonly Write[]): Promise<void> {
    return this.#answer(() => {
      this.#transaction(() => {
        if (holder !== this.#generation()) throw new StoreError('fenced');
        for (const write of writes) this.#apply(write);
      });
    });
  }

  usage(): Promise<{ readonly bytes: number; readonly quota: number }> {
    return this.#answer(() => {
      const count = this.#pragma('page_count');
      return { bytes: count * this.#pragma('page_size'), quota: QUOTA_BYTES };
    });
  }

  close(): void {
    if (this.#open) this.#database.close();
    this.#open = false;
  }

  /** Something small of the program's own, by name. */
  kept(name: string): string | undefined {
    const value = this.#kept.get(name)?.['value'];
    return value === undefined ? undefined : String(value);
  }

  keep(name: string, value: string): void {
    if (this.#open) this.#keep.run(name, value);
  }

  /** The cookies of this program's login: it stays signed in when it starts again. */
  cookies(): CookieJar {
    return new KeptCookies(this);
  }

  #generation(): HolderGeneration {
    return Number(this.kept('generation') ?? 0);
  }

  #value(store: StoreName, key: string): Uint8Array | undefined {
    const value = this.#read.get(store, key)?.['value'];
    return value === undefined ? undefined : bytes(value);
  }

  #apply(write: Write): void {
    switch (write.kind) {
      case 'put':
        this.#put.run(write.store, write.key, write.value);
        break;
      case 'delete':
        this.#database.prepare('DELETE FROM record WHERE store = ? AND key = ?').run(write.store, write.key);
        break;
      case 'delete-prefix':
        this.#database
          .prepare('DELETE FROM record WHERE store = ? AND substr(key, 1, ?) = ?')
          .run(write.store, write.prefix.length, write.prefix);
        break;
    }
  }

  #transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (cause) {
      try {
        this.#database.exec('ROLLBACK');
      } catch {
        // SQLite may have rolled back by itself, as it does on a full disk: the first cause is what counts.
      }
      throw cause;
    }
  }

  #pragma(name: string): number {
    return Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
  }

  async #answer<T>(work: () => T): Promise<T> {
    // Callers must not rely on answers that come in the same turn: browsers never give them.
    await Promise.resolve();
    if (!this.#open) throw new StoreError('unavailable');
    try {
      return work();
    } catch (cause) {
      if (cause instanceof StoreError) throw cause;
      throw new StoreError(isFull(cause) ? 'full' : 'unavailable', cause);
    }
  }
}

class KeptCookies extends Map<string, string> {
  static readonly #NAME = 'cookies';
  readonly #store: ProgramStore;

  constructor(store: ProgramStore) {
    super();
    this.#store = store;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written below
    const kept = JSON.parse(store.kept(KeptCookies.#NAME) ?? '[]') as [string, string][];
    for (const [name, value] of kept) super.set(name, value);
  }

  override set(name: string, value: string): this {
    super.set(name, value);
    this.#write();
    return this;
  }

  override delete(name: string): boolean {
    const was = super.delete(name);
    this.#write();
    return was;
  }

  #write(): void {
    this.#store.keep(KeptCookies.#NAME, JSON.stringify([...this]));
  }
}

/** Before SQLite opens it: the files that it puts beside it get the same mode. */
function ownerOnly(file: string): void {
  closeSync(openSync(file, 'a', OWNER_ONLY));
  for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, OWNER_ONLY);
}

function bytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new StoreError('damaged');
  return value.slice();
}

function isFull(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_FULL;
}
