import { normaliseUsername } from '../../protocol/index.ts';
import type { Events } from '../events/events.ts';
import type { MessageState, MessageView, Person } from '../port.ts';
import type { Ledger } from '../vault/ledger.ts';
import { Table } from '../vault/table.ts';
import type { Work } from '../vault/work.ts';
import { Focus } from './focus.ts';
import {
  CONVERSATIONS,
  indexSuffix,
  MESSAGE_IDS,
  MESSAGES,
  viewOf,
  type Conversation,
  type DirectConversation,
  type MessageLocation,
  type OwnConversation,
  type StoredMessage,
} from './records.ts';

/** `Content.seen` names at most this many messages (content.proto). */
const SEEN_LIMIT = 8;

/** States only move up: a late "delivered" never takes a "read" back. */
const RANK: Readonly<Partial<Record<MessageState, number>>> = {
  sending: 0,
  failed: 0,
  sent: 1,
  delivered: 2,
  read: 3,
};

/** Late messages whose receipt is still due when the user looks: more than gaps and repairs have open at a time. */
const MAX_LATE = 512;
/** A message that is shown is looked for this far above: more than a gap keeps out of sight. */
const LOOK_ABOVE = 100;
type Beginning = { readonly kind: 'direct'; readonly person: Person } | { readonly kind: 'group' | 'self' };

export type NewMessage = Omit<StoredMessage, 'index' | 'roomId'>;

/** [C-20] Account ids of friends by username, normalised: one each, unless the service lies. */
export type Bearers = ReadonlyMap<string, ReadonlySet<string>>;

/** The conversations of the opened vault and their messages. */
export class Conversations {
  readonly table = new Table<Conversation>(CONVERSATIONS, (row) => row.roomId);
  readonly focus = new Focus();
  /** After a commit that wrote a row. */
  onChanged: (row: Conversation) => void = () => undefined;
  /** In the commit in which an entry that stands already becomes a text that was read, or was sent. */
  onText: (tx: Work, message: StoredMessage) => void = () => undefined;
  readonly #ledger: Ledger;
  readonly #events: Events;

  constructor(ledger: Ledger, events: Events) {
    this.#ledger = ledger;
    this.#events = events;
  }

  async load(): Promise<void> {
    const rows = await this.#ledger.readAll(CONVERSATIONS);
    this.table.fill(await Promise.all(rows.map((row) => this.#withShown(row))));
  }

  /** Earlier clients had the list show what is not shown, where that came last. */
  async #withShown(row: Conversation): Promise<Conversation> {
    if (row.last?.notice !== 'discarded') return row;
    const { index } = row.last;
    const range = { from: indexSuffix(index - LOOK_ABOVE), before: indexSuffix(index) };
    const last = lastShown(await this.#ledger.readSuffixes(MESSAGES, row.roomId, range));
    return last ? { ...row, last } : row;
  }

  get(roomId: string): Conversation | undefined {
    return this.table.get(roomId);
  }

  /** The conversation of two with that person. */
  directWith(accountId: string): DirectConversation | undefined {
    for (const row of this.table.all()) {
      if (row.kind === 'direct' && row.person.accountId === accountId) return row;
    }
    return undefined;
  }

  /** Everybody with whom there is, or was, a conversation of two, by account id. */
  friends(): ReadonlyMap<string, Person> {
    const rows = [...this.table.all()];
    return new Map(
      rows.flatMap((row) => (row.kind === 'direct' ? [[row.person.accountId, row.person]] : [])),
    );
  }

  /** Friends by username; as the transaction sees them, if there is one. */
  bearers(tx?: Work): Bearers {
    const bearers = new Map<string, Set<string>>();
    for (const row of tx?.rows(this.table) ?? this.table.all()) {
      if (row.kind !== 'direct' || !row.open) continue;
      const name = normaliseUsername(row.person.username);
      bearers.set(name, (bearers.get(name) ?? new Set()).add(row.person.accountId));
    }
    return bearers;
  }

  async messages(roomId: string, fromIndex: number, count: number): Promise<readonly MessageView[]> {
    for (;;) {
      const older = this.older(roomId);
      const from = indexSuffix(Math.max(0, fromIndex) - older);
      const before = indexSuffix(Math.max(0, fromIndex + count) - older);
      const found = await this.#ledger.readSuffixes(MESSAGES, roomId, { from, before });
      // As they are counted by now, of which the interface has heard before this answer.
      if (older === this.older(roomId)) return found.map((message) => viewOf(message, older));
    }
  }

  /** [D-10] How many entries stand above index 0. */
  older(roomId: string): number {
    return this.table.get(roomId)?.older ?? 0;
  }

  /** [D-7] The room of this account with itself, once the service told of it. */
  own(): OwnConversation | undefined {
    for (const row of this.table.all()) if (row.kind === 'self') return row;
    return undefined;
  }

  /**
   * Leaves out numbers of the own room that a profile which was lost since has used. There a number that was heard is known,
   * whatever it says: nothing that is shown could tell the two apart, [D-10].
   *
   * @param count of envelopes to any room, hence not less than what was said in this one
   */
  skipOwn(tx: Work, count: number): void {
    const own = this.own();
    const row = own && this.row(tx, own.roomId);
    if (row) this.update(tx, { ...row, sentCounter: row.sentCounter + count });
  }

  /** Makes the row of a conversation that was not known yet. */
  begin(
    tx: Work,
    {
      atMs,
      ...start
    }: Beginning & { readonly roomId: string; readonly roomVersion: number; readonly atMs: number },
  ): Conversation {
    const row: Conversation = {
      ...start,
      open: true,
      startedAtMs: atMs,
      messageCount: 0,
      unread: 0,
      firstUnread: null,
      last: null,
      sortMs: atMs,
      draft: '',
      sentCounter: 0,
      sentReceipts: 0,
      heard: {},
      seen: [],
      dueDelivered: [],
      dueRead: [],
    };
    this.update(tx, row);
    return row;
  }

  /** The row as the transaction sees it. */
  row(tx: Work, roomId: string): Conversation | undefined {
    return tx.row(this.table, roomId);
  }

  update(tx: Work, row: Conversation): void {
    tx.setRow(this.table, row);
    tx.afterwards(this.#events.changed);
    tx.afterwards(() => this.onChanged(row));
  }

  /**
   * Adds a message at the end, [C-10]: what its sender had seen of this conversation is above it.
   *
   * @param sortMs when it came, by this device's clock: the list is not sorted by other people's clocks
   */
  append(tx: Work, row: Conversation, message: NewMessage, sortMs: number): StoredMessage {
    const stored: StoredMessage = { ...message, roomId: row.roomId, index: row.messageCount };
    this.#write(tx, stored);
    for (const id of stored.wireIds) this.locate(tx, id, stored);
    const unread = !stored.mine && stored.kind !== 'notice' && !this.focus.isReading(row.roomId);
    this.update(tx, {
      ...row,
      messageCount: row.messageCount + 1,
      // What is not shown is not what the list shows either.
      last: stored.notice === 'discarded' ? row.last : stored,
      sortMs: Math.max(row.sortMs, sortMs),
      unread: row.unread + (unread ? 1 : 0),
      firstUnread: unread ? (row.firstUnread ?? stored.index) : row.firstUnread,
      seen: stored.mine ? row.seen : [...row.seen, ...stored.wireIds].slice(-SEEN_LIMIT),
    });
    return stored;
  }

  /** Puts a message into the place of what said that it is missing. */
  settle(tx: Work, row: Conversation, message: NewMessage, place: StoredMessage): StoredMessage {
    const { index } = place;
    const stored: StoredMessage = { ...message, roomId: row.roomId, index };
    this.#write(tx, stored);
    this.onText(tx, stored);
    for (const id of stored.wireIds) this.locate(tx, id, stored);
    const counted = isUnread(row, place);
    const unread = !stored.mine && !counted && !this.focus.isReading(row.roomId);
    // What is between them was read: the messages from the first unread one on stay all that are.
    const late = unread && (row.firstUnread === null || index < row.firstUnread);
    this.update(tx, {
      ...row,
      last: row.last && row.last.index > index ? row.last : stored,
      unread: row.unread + (unread ? 1 : 0),
      ...(late ? { lateUnread: [...(row.lateUnread ?? []), index].slice(-MAX_LATE) } : {}),
      seen: stored.mine ? row.seen : [...row.seen, ...stored.wireIds].slice(-SEEN_LIMIT),
    });
    return stored;
  }

  /** Takes what stood for a message out of sight: the message stands elsewhere. */
  async vacate(tx: Work, roomId: string, place: StoredMessage): Promise<void> {
    await this.hide(tx, { ...place, state: 'received' });
    const row = this.row(tx, roomId);
    if (!row || !isUnread(row, place)) return;
    const unread = Math.max(0, row.unread - 1);
    const lateUnread = row.lateUnread?.filter((index) => index !== place.index) ?? [];
    const firstUnread = unread > lateUnread.length ? row.firstUnread : null;
    this.update(tx, { ...row, unread, firstUnread, lateUnread });
  }

  locate(tx: Work, wireId: string, { roomId, index, counter, brought }: MessageLocation): void {
    const own = counter === undefined ? {} : { counter };
    tx.put(MESSAGE_IDS, wireId, { roomId, index, ...own, ...(brought === undefined ? {} : { brought }) });
  }

  /** The messages of a room with these wire ids, as far as they are here. */
  async findMany(tx: Work, roomId: string, wireIds: readonly string[]): Promise<readonly StoredMessage[]> {
    const locations = await tx.readMany(
      MESSAGE_IDS,
      wireIds.map((name) => ({ name })),
    );
    const here = locations.filter((location) => location?.roomId === roomId);
    const places = here.map((location) => ({ name: roomId, suffix: indexSuffix(location?.index ?? 0) }));
    return (await tx.readMany(MESSAGES, places)).filter((message) => message !== undefined);
  }

  at(tx: Work, roomId: string, index: number): Promise<StoredMessage | undefined> {
    return tx.read(MESSAGES, roomId, indexSuffix(index));
  }

  /** The entries with `fromIndex <= index < fromIndex + count`, as the transaction sees them. */
  range(tx: Work, roomId: string, fromIndex: number, count: number): Promise<readonly StoredMessage[]> {
    return this.many(
      tx,
      roomId,
      Array.from({ length: count }, (_, at) => fromIndex + at),
    );
  }

  /** The entries with these indexes, as far as they are here. */
  async many(tx: Work, roomId: string, indexes: readonly number[]): Promise<readonly StoredMessage[]> {
    const places = indexes.map((index) => ({ name: roomId, suffix: indexSuffix(index) }));
    return (await tx.readMany(MESSAGES, places)).filter((message) => message !== undefined);
  }

  /** Moves the state of an own message up; failures and new tries move between the lowest two. */
  raise(tx: Work, message: StoredMessage, state: MessageState): void {
    const now = RANK[message.state];
    const next = RANK[state];
    if (now === undefined || next === undefined || next < now || state === message.state) return;
    this.replace(tx, { ...message, state });
  }

  /** An own message was not sent; one that was accepted meanwhile, taken away, or set aside did not fail now. */
  failed(tx: Work, message: StoredMessage, unsentBecause: NonNullable<MessageView['unsentBecause']>): void {
    if (message.state !== 'sending' || message.kind === 'notice') return;
    this.replace(tx, { ...message, state: 'failed', unsentBecause });
  }

  /** An own message was accepted under this id. A receipt may have come before. */
  sent(tx: Work, message: StoredMessage, wireId: string): void {
    const early = (RANK[message.state] ?? 0) < (RANK.sent ?? 0);
    const state = early ? 'sent' : message.state;
    const { unsentBecause: _, ...sent } = message;
    this.replace(tx, { ...sent, state, wireIds: [...message.wireIds, wireId] });
    this.onText(tx, message);
  }

  replace(tx: Work, message: StoredMessage): void {
    this.#write(tx, message);
    const row = this.row(tx, message.roomId);
    if (row?.last?.index === message.index) this.update(tx, { ...row, last: message });
  }

  /** It is not shown any more: its place stays, and the list shows what stands above it. */
  async hide(tx: Work, message: StoredMessage): Promise<void> {
    const { roomId, index } = message;
    this.replace(tx, { ...message, body: '', kind: 'notice', notice: 'discarded' });
    const above = await this.range(tx, roomId, index - LOOK_ABOVE, LOOK_ABOVE);
    const last = lastShown(above);
    const row = this.row(tx, roomId);
    if (last && row?.last?.index === index) this.update(tx, { ...row, last });
  }

  #write(tx: Work, message: StoredMessage): void {
    tx.put(MESSAGES, message.roomId, message, indexSuffix(message.index));
    tx.afterwards(() => this.#events.message(viewOf(message, 0)));
  }
}

function lastShown(entries: readonly StoredMessage[]): StoredMessage | undefined {
  return entries.findLast(({ notice }) => notice !== 'discarded');
}

/** Whether an entry is among those that are counted as unread. */
function isUnread({ firstUnread, lateUnread }: Conversation, { kind, index }: StoredMessage): boolean {
  if (kind === 'notice') return false;
  return (firstUnread !== null && index >= firstUnread) || lateUnread?.includes(index) === true;
}
