import { utf8 } from '../../bytes/index.ts';
import { limits } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Conversation, StoredMessage } from '../conversations/records.ts';
import { MessengerFailure } from '../failures.ts';
import type { Clock } from '../ports/platform.ts';
import { SENT, sentSuffix } from '../repair/records.ts';
import type { Counters } from '../vault/counters.ts';
import type { Ledger } from '../vault/ledger.ts';
import { Table } from '../vault/table.ts';
import type { Work } from '../vault/work.ts';
import {
  OUTBOX,
  outboxName,
  type OutboxRow,
  type OutgoingBody,
  type QuietBody,
  type Target,
} from './records.ts';

/** More than anybody writes offline; beyond it something is wrong and memory is not the place for it. */
const MAX_WAITING = 10_000;
/** Of them in one room. */
const MAX_WAITING_IN_ROOM = 1_000;

/** What waits to be sent: written together with its bubble, before any network is asked. */
export class Outbox {
  readonly table = new Table<OutboxRow>(OUTBOX, outboxName);
  readonly #ledger: Ledger;
  readonly #counters: Counters;
  readonly #conversations: Conversations;
  readonly #clock: Clock;
  /** Called after a commit that added rows to a room. */
  onAdded: (roomId: string) => void = () => undefined;
  /** Called after a commit that took a row out. */
  onRemoved: () => void = () => undefined;

  constructor(ledger: Ledger, counters: Counters, conversations: Conversations, clock: Clock) {
    this.#ledger = ledger;
    this.#counters = counters;
    this.#conversations = conversations;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    this.table.fill(await this.#ledger.readAll(OUTBOX));
  }

  /** Rooms with something to send. */
  rooms(): ReadonlySet<string> {
    return new Set([...this.table.all()].map((row) => row.roomId));
  }

  /** The rows of the room that leave next, at most `count`. Rows are added in the order of `seq`. */
  next(roomId: string, count: number): readonly OutboxRow[] {
    const found: OutboxRow[] = [];
    for (const row of this.table.all()) {
      if (found.length >= count) break;
      if (row.roomId === roomId) found.push(row);
    }
    return found;
  }

  /** A room that cannot be sent to, as while a device list is in doubt, takes no place from others. */
  #isFull(roomId: string): boolean {
    return (
      this.table.size >= MAX_WAITING ||
      (this.table.size >= MAX_WAITING_IN_ROOM &&
        this.next(roomId, MAX_WAITING_IN_ROOM).length >= MAX_WAITING_IN_ROOM)
    );
  }

  /** @param localId id of the bubble, for as long as this vault lives */
  async addText(roomId: string, typed: string, localId: string, me: string): Promise<void> {
    // Half a surrogate pair has no UTF-8: it could never be sent, and would hold up what comes after it.
    const text = typed.toWellFormed();
    const { length } = utf8(text);
    if (text.trim() === '') throw new MessengerFailure('validation-failed');
    if (length > limits.MAX_TEXT_BYTES) throw new MessengerFailure('message-too-long');
    if (this.#isFull(roomId)) throw new MessengerFailure('busy');
    await this.#ledger.transact((tx) => {
      const conversation = this.#conversations.row(tx, roomId);
      if (!conversation?.open) throw new MessengerFailure('not-found');
      const now = this.#clock.now();
      const counter = conversation.sentCounter + 1;
      const message = this.#conversations.append(
        tx,
        { ...conversation, draft: '', sentCounter: counter },
        {
          id: localId,
          senderId: me,
          mine: true,
          body: text,
          kind: 'text',
          sentAtMs: now,
          state: 'sending',
          wireIds: [],
          counter,
        },
        now,
      );
      const body = { type: 'text', text } as const;
      this.#line(tx, { roomId, body, messageIndex: message.index, sentAtMs: now, counter });
    });
  }

  /** Puts a message that had failed in line again: the same content, so under the same counter. */
  async again(tx: Work, message: StoredMessage): Promise<void> {
    const { unsentBecause, ...waiting } = message;
    const { roomId, index, sentAtMs, counter = this.#nextCounter(tx, roomId) } = waiting;
    this.#conversations.replace(tx, { ...waiting, state: 'sending', counter });
    const body = { type: 'text', text: waiting.body } as const;
    // Of what was set aside, what was kept of it tells. What was refused had left, and an answer before may have been lost.
    const left = unsentBecause === 'identity-changed' ? await mayHaveLeft(tx, message) : null;
    this.#line(tx, { roomId, body, messageIndex: index, sentAtMs, counter }, left);
  }

  /** Receipts count by themselves: losing one is no missing message, [C-11]. */
  addReceipt(tx: Work, roomId: string, body: OutgoingBody & { type: 'receipt' }, sentAtMs: number): void {
    const conversation = this.#conversation(tx, roomId);
    const counter = conversation.sentReceipts + 1;
    this.#conversations.update(tx, { ...conversation, sentReceipts: counter });
    this.#line(tx, { roomId, body, messageIndex: null, sentAtMs, counter });
  }

  /** What has no bubble, and is missed all the same if it does not come, [C-12]. */
  addQuiet(tx: Work, roomId: string, body: QuietBody, sentAtMs: number, target?: Target): void {
    const counter = this.#nextCounter(tx, roomId);
    this.#line(tx, { roomId, body, messageIndex: null, sentAtMs, counter, ...(target ? { target } : {}) });
  }

  /** Whether this content waits to be sent to that device again. */
  resends(tx: Work, roomId: string, counter: number, to: Target): boolean {
    for (const { roomId: room, body, target } of tx.rows(this.table)) {
      const same = body.type === 'resent' && body.counter === counter;
      const isTo = target?.accountId === to.accountId && target.deviceId === to.deviceId;
      if (same && room === roomId && isTo) return true;
    }
    return false;
  }

  /** What is for one device alone has no number of its own, [C-11], and no bubble. */
  addFor(tx: Work, roomId: string, target: Target, body: OutgoingBody, sentAtMs: number): void {
    this.#line(tx, { roomId, body, target, messageIndex: null, sentAtMs, counter: 0 });
  }

  /** A message that was taken away before it left gives its counter to the next one. */
  takeBack(tx: Work, { roomId, counter }: StoredMessage): void {
    const conversation = this.#conversation(tx, roomId);
    if (counter !== conversation.sentCounter) return;
    this.#conversations.update(tx, { ...conversation, sentCounter: counter - 1 });
  }

  #nextCounter(tx: Work, roomId: string): number {
    const conversation = this.#conversation(tx, roomId);
    const counter = conversation.sentCounter + 1;
    this.#conversations.update(tx, { ...conversation, sentCounter: counter });
    return counter;
  }

  #line(
    tx: Work,
    row: Omit<OutboxRow, 'seq' | 'seen' | 'envelope' | 'left'>,
    left: OutboxRow['left'] = false,
  ): void {
    const { seen } = this.#conversation(tx, row.roomId);
    tx.setRow(this.table, {
      ...row,
      seq: this.#counters.next(tx, 'outbox'),
      seen,
      envelope: null,
      left,
    });
    tx.afterwards(() => this.onAdded(row.roomId));
  }

  #conversation(tx: Work, roomId: string): Conversation {
    const conversation = this.#conversations.row(tx, roomId);
    if (!conversation) throw new MessengerFailure('not-found');
    return conversation;
  }

  remove(tx: Work, row: OutboxRow): void {
    tx.removeRow(this.table, outboxName(row));
    tx.afterwards(() => this.onRemoved());
  }
}

/** [V-18] Of a message that is in line no more: what was encrypted and not refused for good is kept under its number. */
export async function mayHaveLeft(
  tx: Work,
  { roomId, counter = 0 }: Pick<StoredMessage, 'roomId' | 'counter'>,
): Promise<boolean> {
  return (await tx.read(SENT, roomId, sentSuffix(counter))) !== undefined;
}
