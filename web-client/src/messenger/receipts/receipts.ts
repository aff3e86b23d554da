import { fromBase64url } from '../../bytes/index.ts';
import { fromUuid, limits, messageId, roomId as asRoomId } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { sharedOwnRoom } from '../conversations/own-room.ts';
import { heardElsewhere } from '../conversations/elsewhere.ts';
import type { Conversation } from '../conversations/records.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { isFull } from '../ports/store.ts';
import type { Cancel, Clock, Random, Timers } from '../ports/platform.ts';
import type { Reach } from './reach.ts';
import type { SettingsStore } from '../settings/settings.ts';
import type { Trust } from '../verification/trust.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

/** Receipts wait between these times: one envelope for many messages, and no clock to read the user by. */
const MIN_WAIT_MS = 150;
const JITTER_MS = 350;
/**
 * While mail that waited comes in: each receipt is an envelope of its own to make, store and send, for every room. What is due
 * is part of the room's record, which every batch writes: seconds of it are kilobytes.
 */
const CATCHING_UP_WAIT_MS = 2_000;
/** Without room they stay due, and are tried again after this. */
const FULL_DISK_WAIT_MS = 30_000;

export interface ReceiptsDependencies {
  readonly me: string;
  readonly reach: Reach;
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly outbox: Outbox;
  readonly settings: SettingsStore;
  readonly lists: Pick<DeviceLists, 'known'>;
  readonly trust: Pick<Trust, 'holds'>;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly broken: (cause: unknown) => void;
}

/** Receipts in both directions: durable messages, batched, and only while the user shares them. */
export class Receipts {
  /** Whether mail that waited is still coming in. */
  isCatchingUp: () => boolean = () => false;
  readonly #deps: ReceiptsDependencies;
  #cancel: Cancel | null = null;
  #stopped = false;

  constructor(deps: ReceiptsDependencies) {
    this.#deps = deps;
  }

  /** Receipts that were due when the engine last stopped. */
  start(): void {
    for (const row of this.#deps.conversations.table.all()) {
      if (isDue(row)) return this.#plan();
    }
  }

  /** All mail that waited is in: what it made due waits no longer than anything else. */
  drained(): void {
    if (!this.#cancel) return;
    this.#cancel();
    this.#cancel = null;
    this.#plan();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  /** A message made a bubble: its sender is to hear of it, "read" at once if somebody is looking. */
  due(tx: Work, roomId: string, wireId: string): void {
    const { conversations } = this.#deps;
    const row = conversations.row(tx, roomId);
    if (!row) return;
    const read = conversations.focus.isReading(roomId);
    if (!this.#mayTell(tx, row)) {
      if (read) conversations.update(tx, this.#toOwn(tx, row, [wireId]));
      return;
    }
    conversations.update(
      tx,
      read
        ? { ...row, dueRead: [...row.dueRead, wireId] }
        : { ...row, dueDelivered: [...row.dueDelivered, wireId] },
    );
    tx.afterwards(() => this.#plan());
  }

  /** Messages were read: "read" says "delivered" too. */
  read(tx: Work, row: Conversation, wireIds: readonly string[]): Conversation {
    if (wireIds.length === 0) return row;
    if (!this.#mayTell(tx, row)) return this.#toOwn(tx, row, wireIds);
    tx.afterwards(() => this.#plan());
    const nowRead = new Set(wireIds);
    return {
      ...row,
      dueDelivered: row.dueDelivered.filter((id) => !nowRead.has(id)),
      dueRead: [...row.dueRead, ...wireIds],
    };
  }

  /** [I-12] Nothing may pile up in a held room because somebody writes there. */
  #mayTell(tx: Work, { open, roomId }: Conversation): boolean {
    const { settings, trust } = this.#deps;
    return open && settings.value.sendReceipts && !trust.holds(roomId, tx);
  }

  /** [D-9] Nobody but this account's other devices hears of it. */
  #toOwn(tx: Work, row: Conversation, wireIds: readonly string[]): Conversation {
    tx.afterwards(() => this.#plan());
    return { ...row, dueMarks: [...(row.dueMarks ?? []), ...wireIds] };
  }

  /** A receipt of somebody else, or [D-9] of another device of this account. Who does not share receipts does not get to see them either. */
  async received(
    tx: Work,
    row: Conversation,
    senderId: string,
    receipt: { readonly kind: 'delivered' | 'read'; readonly wireIds: readonly string[] },
  ): Promise<void> {
    const { me, conversations, settings, reach } = this.#deps;
    if (senderId === me) return heardElsewhere(tx, conversations, row.roomId, receipt);
    if (!settings.value.sendReceipts) return;
    for (const message of await conversations.findMany(tx, row.roomId, receipt.wireIds)) {
      if (!message.mine) continue;
      if (row.kind === 'group') reach.heard(tx, message, senderId, receipt.kind);
      else conversations.raise(tx, message, receipt.kind);
    }
  }

  #plan(atLeastMs = this.isCatchingUp() ? CATCHING_UP_WAIT_MS : MIN_WAIT_MS): void {
    if (this.#cancel || this.#stopped) return;
    const waitMs = atLeastMs + this.#deps.random.fraction() * JITTER_MS;
    this.#cancel = this.#deps.timers.after(waitMs, () => {
      this.#cancel = null;
      this.#flush().catch((cause: unknown) => {
        if (isFull(cause)) this.#plan(FULL_DISK_WAIT_MS);
        else this.#deps.broken(cause);
      });
    });
  }

  /** [V-15] What was due becomes rows of the outbox in the same commit: sent once, also across a crash. */
  async #flush(): Promise<void> {
    const { ledger, conversations, lists, me } = this.#deps;
    await ledger.transact(async (tx) => {
      const own = await sharedOwnRoom(conversations, lists, me);
      for (const { roomId } of conversations.table.all()) {
        this.#flushRoom(tx, roomId);
        this.#flushMarks(tx, roomId, own);
      }
    });
  }

  #flushMarks(tx: Work, roomId: string, own: string | null): void {
    const { conversations, outbox, clock } = this.#deps;
    const row = conversations.row(tx, roomId);
    const marks = row?.dueMarks ?? [];
    if (!row || marks.length === 0) return;
    conversations.update(tx, { ...row, dueMarks: [] });
    if (own === null) return;
    const room = asRoomId(fromUuid(roomId));
    for (let at = 0; at < marks.length; at += limits.MAX_READ_MARKS) {
      const ids = marks.slice(at, at + limits.MAX_READ_MARKS);
      const messageIds = ids.map((id) => messageId(fromBase64url(id)));
      outbox.addQuiet(tx, own, { type: 'read-marks', roomId: room, messageIds }, clock.now());
    }
  }

  #flushRoom(tx: Work, roomId: string): void {
    const { conversations, outbox, settings, clock } = this.#deps;
    const row = conversations.row(tx, roomId);
    if (!row || row.dueDelivered.length + row.dueRead.length === 0) return;
    conversations.update(tx, { ...row, dueDelivered: [], dueRead: [] });
    if (!row.open || !settings.value.sendReceipts) return;
    const kinds = [
      ['delivered', row.dueDelivered],
      ['read', row.dueRead],
    ] as const;
    for (const [kind, ids] of kinds) {
      for (let at = 0; at < ids.length; at += limits.MAX_RECEIPT_IDS) {
        const wireIds = ids.slice(at, at + limits.MAX_RECEIPT_IDS);
        outbox.addReceipt(tx, roomId, { type: 'receipt', kind, wireIds }, clock.now());
      }
    }
  }
}

function isDue({ dueDelivered, dueRead, dueMarks = [] }: Conversation): boolean {
  return dueDelivered.length + dueRead.length + dueMarks.length > 0;
}
