import { base64url, fromBase64url, fromUtf8, utf8 } from '../../bytes/index.ts';
import { StoreError, type StoreName } from '../ports/store.ts';

/** How a record is stored. Methods, so that a collection of one type is a collection of `unknown` too. */
export interface RecordForm<out T> {
  pack(record: unknown): unknown;
  unpack(stored: unknown): T;
}

/** One kind of record: where it lives, and the version of its form. */
export interface Collection<out T> {
  readonly store: StoreName;
  /** Names are ids of people, devices, rooms or messages: stored as tags. */
  readonly hideNames: boolean;
  /** Version of the stored form, written into every record. */
  readonly version: number;
  /** Brings older forms up to date: `upgrades[v]` turns version v into v + 1. */
  readonly upgrades?: Readonly<Record<number, (old: unknown) => unknown>>;
  /** Kept open in memory for a while after use, see `recent.ts`. */
  readonly recent?: boolean;
  /** Between the record in memory and its stored form, where they differ. */
  readonly form?: RecordForm<T>;
  /** Never set; carries the type. */
  readonly recordType?: T;
}

/** [V-11] JSON `{"v": version, "r": record}`; byte strings are `{"$b": base64url}`. */
export function encodeRecord(collection: Collection<unknown>, record: unknown): Uint8Array {
  const stored = collection.form ? collection.form.pack(record) : record;
  const all = { v: collection.version, r: stored };
  // Most records have no byte strings, and asking for each of their fields takes longer than writing them.
  return utf8(hasBytes(stored) ? JSON.stringify(all, packBytes) : JSON.stringify(all));
}

function hasBytes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof Uint8Array || Object.values(value).some(hasBytes);
}

/** @throws StoreError `damaged` for forms this client does not know */
export function decodeRecord<T>(collection: Collection<T>, plain: Uint8Array): T {
  // The record was sealed by this client under this vault: its shape is ours once it opened.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const { v, r } = parse(plain) as { v: number; r: unknown };
  let record = r;
  for (let version = v; version !== collection.version; version++) {
    const upgrade = collection.upgrades?.[version];
    if (!upgrade) throw new StoreError('damaged');
    record = upgrade(record);
  }
  return unpacked(collection, record);
}

/** A form inside that is newer, or none, is damage as well: never the fault of whoever sent what is being read. */
function unpacked<T>({ form }: Collection<T>, record: unknown): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  if (!form) return record as T;
  try {
    return form.unpack(record);
  } catch (cause) {
    throw new StoreError('damaged', cause);
  }
}

/** Two stores are not sealed: what stands there may be anything. */
function parse(plain: Uint8Array): object {
  try {
    const parsed: unknown = JSON.parse(fromUtf8(plain), unpackBytes);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch (cause) {
    throw new StoreError('damaged', cause);
  }
  throw new StoreError('damaged');
}

function packBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { $b: base64url(value) } : value;
}

function unpackBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$b' in value)) return value;
  return typeof value.$b === 'string' ? fromBase64url(value.$b) : value;
}
