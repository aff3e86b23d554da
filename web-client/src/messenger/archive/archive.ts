import { base64url } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Conversation, StoredMessage } from '../conversations/records.ts';
import type { OwnDevice } from '../devices/own-device.ts';
import type { Events } from '../events/events.ts';
import { MessengerFailure } from '../failures.ts';
import type { History } from '../history/history.ts';
import { freshUuid } from '../kernel/ids.ts';
import type { ArchiveView, HistoryView } from '../port.ts';
import { ApiError, type SocialApi } from '../ports/api.ts';
import type { Cancel, Timers } from '../ports/platform.ts';
import { isFull } from '../ports/store.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Names } from '../rooms/names.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import type { Keeper } from './keeper.ts';
import { archiveCell, begun, deleted, remaining } from './records.ts';

/** What comes within a minute shares a chunk: fewer of them, and nobody sees how fast somebody writes. */
const SAVE_AFTER_MS = 60_000;
/** When the service, or the disk, had no room or no answer. */
const TRY_AGAIN_MS = 30_000;

export interface ArchiveDependencies {
  readonly me: string;
  readonly own: OwnDevice;
  readonly crypto: CryptoProvider;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly names: Names;
  readonly history: History;
  readonly events: Events;
  readonly timers: Timers;
  readonly broken: (cause: unknown) => void;
}

/**
 * The archive of history at the service (`docs/spec/archive.md`), off unless the user wants it. Here is what has to be known
 * while there is none; what reads and writes one is loaded when there is.
 */
export class Archive {
  readonly cell = archiveCell();
  /** Places of texts that became readable, or were sent, while conversations are gone through. */
  readonly readable: { readonly roomId: string; readonly index: number }[] = [];
  readonly #deps: ArchiveDependencies;
  #keeper: Keeper | null = null;
  #online = false;
  #busy = false;
  #again = false;
  /** Why the last try led nowhere, until one does. */
  #isStuck = false;
  #cancel: Cancel | null = null;

  constructor(deps: ArchiveDependencies) {
    this.#deps = deps;
    deps.conversations.onChanged = (row) => this.#changed(row);
    deps.conversations.onText = (tx, message) => this.#readable(tx, message);
  }

  load(): Promise<void> {
    return this.cell.load(this.#deps.ledger);
  }

  get isOnline(): boolean {
    return this.#online;
  }

  get view(): ArchiveView {
    const { kept, deleting, clearing, trouble, isGone } = this.cell.value;
    if (!kept) {
      const isDeleting = clearing || deleting.length > 0;
      const off = isDeleting ? 'deleting' : isGone ? 'gone' : 'off';
      return { state: trouble ?? off, saved: 0, of: 0, size: 0 };
    }
    let saved = 0;
    let of = 0;
    for (const row of this.#deps.conversations.table.all()) {
      if (row.kind === 'self') continue;
      const all = row.messageCount + (row.older ?? 0);
      of += all;
      saved += all - remaining(row, kept.rooms[row.roomId]);
    }
    const isBehind = kept.chunks === 0 || (this.#busy && saved < of);
    const going = this.#isStuck || !this.#online ? 'waiting' : isBehind ? 'saving' : 'saved';
    return { state: trouble ?? going, saved, of, size: kept.size };
  }

  /** How much of it has come back; what is put in place is history like any other. */
  get restoring(): HistoryView | null {
    const { restoring, kept } = this.cell.value;
    const of = restoring?.upTo ?? 0;
    const done = kept?.chunks ?? of;
    return done < of ? { direction: 'restoring', done, of } : null;
  }

  /** The user wants one. */
  async switchOn(): Promise<void> {
    const { crypto, ledger, own, events } = this.#deps;
    await ledger.transact((tx) => {
      const record = this.cell.in(tx);
      if (record.kept) return;
      this.cell.set(tx, begun(record, freshUuid(crypto), base64url(own.identity.publicKey)));
      tx.afterwards(events.changed);
    });
    this.wake();
  }

  /** The user wants none: what the service has is deleted, at once or as soon as it can be reached. */
  async switchOff(): Promise<void> {
    const { ledger, events } = this.#deps;
    await ledger.transact((tx) => {
      this.cell.set(tx, deleted(this.cell.in(tx)));
      tx.afterwards(events.changed);
    });
    this.wake();
  }

  /** All mail that waited is in: what is looked for in the archive does not come by itself any more. */
  drained(): void {
    this.#online = true;
    this.#keeper?.online();
    this.wake();
  }

  offline(): void {
    this.#online = false;
    this.#cancelWait();
    this.#deps.events.changed();
  }

  /** Goes on with whatever there is to do. */
  wake(): void {
    this.#cancelWait();
    this.#run().catch((cause: unknown) => this.#deps.broken(cause));
  }

  async #run(): Promise<void> {
    this.#again = true;
    if (this.#busy || !this.#online) return;
    this.#busy = true;
    try {
      while (this.#again && this.#online) {
        this.#again = false;
        await this.#work();
      }
    } finally {
      this.#busy = false;
      this.#deps.events.changed();
    }
  }

  async #work(): Promise<void> {
    try {
      const keeper = await this.#load();
      await keeper.work();
      this.#isStuck = false;
    } catch (cause) {
      if (cause instanceof ApiError || isFull(cause)) return this.#wait(cause);
      // Locked meanwhile: the next one to open the vault goes on.
      if (cause instanceof MessengerFailure && cause.code === 'busy') return;
      throw cause;
    }
  }

  async #load(): Promise<Keeper> {
    if (this.#keeper) return this.#keeper;
    const { Keeper: Late } = await import('./keeper.ts').catch((cause: unknown) => {
      throw new ApiError('network', 0, null, cause);
    });
    this.#keeper = new Late({ ...this.#deps, archive: this });
    return this.#keeper;
  }

  #wait(cause: unknown): void {
    this.#isStuck = true;
    const afterMs = cause instanceof ApiError ? (cause.retryAfterMs ?? 0) : 0;
    this.#planned(Math.max(TRY_AGAIN_MS, afterMs));
  }

  #planned(afterMs: number): void {
    if (this.#cancel || !this.#online) return;
    this.#cancel = this.#deps.timers.after(afterMs, () => {
      this.#cancel = null;
      this.wake();
    });
  }

  #cancelWait(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #changed(row: Conversation): void {
    const { kept, trouble } = this.cell.value;
    if (!kept || trouble || row.kind === 'self') return;
    if (remaining(row, kept.rooms[row.roomId]) > 0) this.#planned(SAVE_AFTER_MS);
  }

  /** A message that was passed over can be read by now, or was sent: in one commit with what made it so. */
  #readable(tx: Work, { roomId, index }: StoredMessage): void {
    const record = this.cell.in(tx);
    const { kept } = record;
    if (this.#busy) this.readable.push({ roomId, index });
    const mark = kept?.rooms[roomId];
    if (!kept || !mark || index < mark.from || index >= mark.to || mark.later.includes(index)) return;
    const rooms = { ...kept.rooms, [roomId]: { ...mark, later: [...mark.later, index] } };
    this.cell.set(tx, { ...record, kept: { ...kept, rooms } });
    tx.afterwards(() => this.#planned(SAVE_AFTER_MS));
  }
}
