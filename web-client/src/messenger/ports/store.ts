/**
 * Durable storage of this browser profile, as the messenger needs it: named stores of opaque bytes
 * under string keys, ordered by UTF-16 code units. The messenger seals every value before it comes
 * here (except the two stores marked *open*), so an implementation never sees plaintext.
 */

/**
 * | store           | key                          | content                                        | deleted by |
 * |-----------------|------------------------------|------------------------------------------------|------------|
 * | `vaults` (open) | account id                   | vault header: wrapped root, username           | erasing the vault |
 * | `account`       | vault / record name          | own keys, settings, counters, social cache     | erasing the vault |
 * | `prekeys`       | vault / kind and key id      | private prekeys                                | consumption; 60 days after replacement |
 * | `device_lists`  | vault / HMAC of account      | newest verified device list                    | erasing the vault |
 * | `sessions`      | vault / HMAC of account, device | ratchet sessions with one peer device          | reset of the peer |
 * | `conversations` | vault / HMAC of room         | counters, draft, unread, receipts due          | erasing the vault |
 * | `messages`      | vault / HMAC of room / index | one entry of a conversation                    | erasing the vault |
 * | `message_ids`   | vault / HMAC of message id   | room and index of a message                    | erasing the vault |
 * | `envelopes_seen`| vault / HMAC of sender / number | envelopes of a device that were taken in     | sweep, 60 days after |
 * | `outbox`        | vault / sequence             | what waits to be sent, sealed envelope bytes   | acceptance, refusal |
 * | `quarantine`    | vault / sequence             | envelopes that could not be opened, and why    | newest 1,000 stay |
 * | `sent`          | vault / HMAC of room / number| own content as it was encrypted, for resending | refusal; sweep, 45 days after |
 * | `repairs`       | vault / HMAC of what is asked| a content that this device asks for again      | arrival; giving up |
 * | `rooms`         | vault / HMAC of room         | a group's verified log, names, what is under way | erasing the vault |
 */
export const STORE_NAMES = [
  'vaults',
  'account',
  'prekeys',
  'device_lists',
  'sessions',
  'conversations',
  'messages',
  'message_ids',
  'envelopes_seen',
  'outbox',
  'quarantine',
  'sent',
  'repairs',
  'rooms',
] as const;

export type StoreName = (typeof STORE_NAMES)[number];

export type Write =
  | {
      readonly kind: 'put';
      readonly store: StoreName;
      readonly key: string;
      readonly value: Uint8Array;
    }
  | { readonly kind: 'delete'; readonly store: StoreName; readonly key: string }
  /** Deletes every key that starts with `prefix`. */
  | { readonly kind: 'delete-prefix'; readonly store: StoreName; readonly prefix: string };

export interface StoredRecord {
  readonly key: string;
  readonly value: Uint8Array;
}

/** Keys with `from <= key < before`, ascending, at most `limit`. */
export interface KeyRange {
  readonly from: string;
  readonly before: string;
  readonly limit?: number;
}

/** A number that grows each time a tab takes the messenger; see {@link Store.claim}. */
export type HolderGeneration = number;

export interface Store {
  /**
   * Makes the caller the holder: every commit that names an older generation fails from now on.
   * Web Locks alone cannot promise this, since a stolen lock does not stop the old tab's code.
   */
  claim(): Promise<HolderGeneration>;
  /** The newest generation, whoever has it; 0 before the first claim. */
  generation(): Promise<HolderGeneration>;
  get(store: StoreName, key: string): Promise<Uint8Array | undefined>;
  /** One answer per key, in the order asked. */
  getMany(store: StoreName, keys: readonly string[]): Promise<readonly (Uint8Array | undefined)[]>;
  range(store: StoreName, range: KeyRange): Promise<readonly StoredRecord[]>;
  /**
   * All writes in one transaction, in order, or none. Resolves once they would survive a crash.
   *
   * @throws StoreError `fenced` when `holder` is not the newest generation
   */
  commit(holder: HolderGeneration, writes: readonly Write[]): Promise<void>;
  usage(): Promise<{ readonly bytes: number; readonly quota: number }>;
  close(): void;
}

/**
 * [V-17]
 * - `fenced`: another tab took the messenger; nothing was written.
 * - `full`: the browser's quota or the disk; nothing was written.
 * - `damaged`: the database cannot be read or is of a newer version than this client knows.
 * - `unavailable`: no database here (private mode, evicted, closed by the browser).
 */
export type StoreErrorCode = 'fenced' | 'full' | 'damaged' | 'unavailable';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, cause?: unknown) {
    super(`store: ${code}`, { cause });
    this.code = code;
  }
}

/** No room: nothing is lost, and it may pass. */
export function isFull(cause: unknown): boolean {
  return cause instanceof StoreError && cause.code === 'full';
}

/** Another tab works now. */
export function isFenced(cause: unknown): boolean {
  return cause instanceof StoreError && cause.code === 'fenced';
}

/** The first key after every key that starts with `prefix` (prefixes here end in ASCII). */
export function endOfPrefix(prefix: string): string {
  return prefix + '\uffff';
}
