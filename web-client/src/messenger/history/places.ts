import { base64url } from '../../bytes/index.ts';
import { uuid, type HistoryEntry } from '../../protocol/index.ts';
import type { NewMessage } from '../conversations/conversations.ts';
import {
  MESSAGE_IDS,
  type Conversation,
  type MessageLocation,
  type StoredMessage,
} from '../conversations/records.ts';
import { countedName, type Counted } from '../inbox/arrivals.ts';
import { isPlaceholder } from '../repair/places.ts';
import type { Work } from '../vault/work.ts';
import { Front } from './front.ts';
import type { MovingDependencies } from './moving.ts';
import type { IncomingRoom } from './records.ts';

/** As in reception: a message is encrypted anew when devices change, and nobody honest does that more often. */
const MAX_WIRE_IDS = 16;

/** Some entries of a part, newest first. */
export interface Piece {
  readonly roomId: string;
  readonly entries: readonly HistoryEntry[];
  /** Whether nothing older comes after them. */
  readonly isEnd: boolean;
}

/** An entry, and what is here of it already. */
interface Known {
  readonly entry: HistoryEntry;
  /** As it is to be stored, without names that something else has here. */
  readonly message: NewMessage;
  readonly shown: StoredMessage | undefined;
}

/** [D-10] Puts entries of a history where they belong, and none twice. */
export class Places {
  readonly #deps: MovingDependencies;

  constructor(deps: MovingDependencies) {
    this.#deps = deps;
  }

  async take(tx: Work, room: IncomingRoom, { roomId, entries, isEnd }: Piece): Promise<IncomingRoom> {
    const row = this.#deps.conversations.row(tx, roomId);
    if (!row) return room;
    const front = await Front.of(tx, this.#deps, row, room);
    const theirs = entries.filter((entry) => this.#mayBeOf(row, uuid(entry.senderAccountId)));
    for (const known of await this.#known(tx, roomId, theirs)) await this.#place(tx, front, known);
    if (isEnd) await front.end();
    return front.write();
  }

  /** Whether all who wrote these entries are known to have been in the room. */
  knows(row: Conversation, entries: readonly HistoryEntry[]): boolean {
    return entries.every((entry) => this.#mayBeOf(row, uuid(entry.senderAccountId)));
  }

  /** Only people of the room ever wrote there, whatever the other device says. */
  #mayBeOf(row: Conversation, account: string): boolean {
    const { groups } = this.#deps;
    return groups.has(row, account) || groups.wasEverIn(row, account);
  }

  async #known(tx: Work, roomId: string, entries: readonly HistoryEntry[]): Promise<readonly Known[]> {
    const names = entries.map((entry) => namesOf(roomId, entry));
    const places = names.flat().map((name) => ({ name }));
    const found = await tx.readMany(MESSAGE_IDS, places);
    // Also within one part nothing stands twice.
    const taken = new Set(places.flatMap(({ name }, at) => (found[at] ? [name] : [])));
    const locations = new Map(places.map(({ name }, at) => [name, found[at]]));
    const known: Known[] = [];
    for (const [at, entry] of entries.entries()) {
      const own = names[at] ?? [];
      const here = own.flatMap((name) => locations.get(name) ?? []).filter((each) => each.roomId === roomId);
      const shown = await this.#shown(tx, entry, here);
      const free = new Set(own.filter((name) => !taken.has(name)));
      for (const name of own) taken.add(name);
      const isTwice = !shown && here.length === 0 && !entry.messageIds.some((id) => free.has(base64url(id)));
      if (!isTwice) known.push({ entry, message: messageOf(roomId, entry, free, this.#deps.me), shown });
    }
    return known;
  }

  async #shown(
    tx: Work,
    entry: HistoryEntry,
    locations: readonly MessageLocation[],
  ): Promise<StoredMessage | undefined> {
    for (const { roomId, index } of locations) {
      const message = await this.#deps.conversations.at(tx, roomId, index);
      if (message && (isSame(message, entry) || isPlaceholder(message))) return message;
    }
    return undefined;
  }

  async #place(tx: Work, front: Front, { entry, message, shown }: Known): Promise<void> {
    const { conversations } = this.#deps;
    const row = conversations.row(tx, front.roomId);
    if (!row) return;
    if (shown && isPlaceholder(shown)) return this.#settle(tx, row, message, shown);
    if (shown) return this.#again(tx, shown, message);
    const counted = countedOf(front.roomId, entry);
    const isCounted = counted && this.#deps.arrivals.awaits(row, ...counted);
    if (!counted || !isCounted) return front.add(message);
    const numbered = { counter: counted[1], sentAtMs: entry.sentAtMs, body: textOf(entry) };
    const { place } = await this.#deps.arrivals.take(tx, row, counted[0], numbered);
    const now = conversations.row(tx, front.roomId) ?? row;
    if (place) this.#settle(tx, now, message, place);
    else front.addBelow(now, message);
  }

  /**
   * What said that it is missing gives way to it. What came and could not be read is asked for all the same: whoever wrote it can
   * prove that it is this.
   */
  #settle(tx: Work, row: Conversation, message: NewMessage, place: StoredMessage): void {
    const { conversations, requests, arrivals } = this.#deps;
    const stored = conversations.settle(tx, row, message, place);
    const { index, roomId, deviceId, counter, senderId } = stored;
    for (const id of stored.wireIds) conversations.locate(tx, id, { ...stored, brought: true });
    if (deviceId === undefined) return;
    const asked = { roomId, accountId: senderId, deviceId };
    if (counter === undefined) return;
    requests.settled(tx, asked, { counter });
    arrivals.locate(tx, { roomId, senderAccountId: senderId, senderDeviceId: deviceId }, { counter }, index);
  }

  /** It came live: the other device may know it by other ids, too, and how far it went. */
  #again(tx: Work, shown: StoredMessage, { wireIds, state }: NewMessage): void {
    const { conversations } = this.#deps;
    const others = wireIds.filter((id) => !shown.wireIds.includes(id));
    const all = { ...shown, wireIds: [...others, ...shown.wireIds].slice(-MAX_WIRE_IDS) };
    if (others.length > 0) conversations.replace(tx, all);
    for (const id of others) conversations.locate(tx, id, { ...shown, brought: true });
    if (shown.mine) conversations.raise(tx, all, state);
  }
}

const textOf = ({ body }: HistoryEntry) => ({ type: 'text', body, replyTo: null }) as const;

function namesOf(roomId: string, entry: HistoryEntry): readonly string[] {
  const wireIds = entry.messageIds.map(base64url);
  const counted = countedOf(roomId, entry);
  return counted ? [...wireIds, countedName(...counted)] : wireIds;
}

/** A profile that was restored counts some numbers again, for other messages. */
function isSame(message: StoredMessage, { body, sentAtMs, senderAccountId }: HistoryEntry): boolean {
  return message.senderId === uuid(senderAccountId) && message.sentAtMs === sentAtMs && message.body === body;
}

function countedOf(roomId: string, entry: HistoryEntry): readonly [Counted, number] | null {
  const { senderAccountId, senderDeviceId, counter } = entry;
  if (senderDeviceId === null || counter === null) return null;
  const device = { senderAccountId: uuid(senderAccountId), senderDeviceId: uuid(senderDeviceId) };
  return [{ roomId, ...device }, counter];
}

function messageOf(roomId: string, entry: HistoryEntry, free: ReadonlySet<string>, me: string): NewMessage {
  const { senderAccountId, messageIds, sentAtMs, body, state } = entry;
  const wireIds = messageIds.map(base64url);
  const counted = countedOf(roomId, entry);
  const senderId = uuid(senderAccountId);
  const mine = senderId === me;
  return {
    id: wireIds.at(-1) ?? '',
    senderId,
    mine,
    body,
    kind: 'text',
    sentAtMs,
    state: mine ? (state === 'received' ? 'sent' : state) : 'received',
    wireIds: wireIds.filter((id) => free.has(id)),
    ...(counted && free.has(countedName(...counted))
      ? { deviceId: counted[0].senderDeviceId, counter: counted[1] }
      : {}),
  };
}
