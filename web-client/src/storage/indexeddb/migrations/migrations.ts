import { stores } from './0001-stores.ts';
import { resending } from './0002-resending.ts';
import { rooms } from './0003-rooms.ts';

/** One step from a schema version to the next; runs inside the version-change transaction. */
export type Migration = (database: IDBDatabase, transaction: IDBTransaction) => void;

/** [V-10] `MIGRATIONS[n]` leads from version n to version n + 1. Never edit one that was released. */
export const MIGRATIONS: readonly Migration[] = [stores, resending, rooms];

export const SCHEMA_VERSION = MIGRATIONS.length;

export function migrate(database: IDBDatabase, transaction: IDBTransaction, from: number): void {
  for (const migration of MIGRATIONS.slice(from)) migration(database, transaction);
}
