import type { NewMessage } from '../conversations/conversations.ts';
import { notice } from '../conversations/notice.ts';
import {
  indexSuffix,
  MESSAGE_IDS,
  MESSAGES,
  type Conversation,
  type StoredMessage,
} from '../conversations/records.ts';
import { deviceName } from '../devices/device-name.ts';
import type { MessageView } from '../port.ts';
import { countedName } from '../inbox/arrivals.ts';
import { withBrought, type NumberOf } from '../inbox/brought.ts';
import type { Work } from '../vault/work.ts';
import type { MovingDependencies } from './moving.ts';
import type { IncomingRoom } from './records.ts';

/** Notices looked at when a history begins: as many as a log has entries, [M-7], and some. */
const MAX_NOTICES = 4_200;

const BEGUN = 'conversation-started';

/** What a conversation says of itself and every device tells by itself, with the time at which it was. */
const TIMED: ReadonlySet<MessageView['notice']> = new Set<MessageView['notice']>([
  'group-created',
  'member-invited',
  'member-joined',
  'invitation-declined',
  'invitation-withdrawn',
  'member-left',
  'member-removed',
  'group-renamed',
  'owner-changed',
  'member-gone',
  'discarded',
]);

/**
 * The beginning of a conversation, to which a history adds in front, newest first. Nothing that is stored moves: the indexes
 * of what is put there count down from -1. Only notices that this device made by itself, before any message came, are put
 * among the messages by their times.
 */
export class Front {
  readonly roomId: string;
  readonly #tx: Work;
  readonly #deps: MovingDependencies;
  readonly #newestFirst: { readonly message: NewMessage; readonly from: StoredMessage | null }[] = [];
  #room: IncomingRoom;

  private constructor(tx: Work, deps: MovingDependencies, roomId: string, room: IncomingRoom) {
    this.#tx = tx;
    this.#deps = deps;
    this.roomId = roomId;
    this.#room = room;
  }

  static async of(
    tx: Work,
    deps: MovingDependencies,
    { roomId, messageCount }: Conversation,
    room: IncomingRoom,
  ): Promise<Front> {
    if (room.notices !== null) return new Front(tx, deps, roomId, room);
    let notices = 0;
    let beganAtMs: number | null = null;
    while (notices < Math.min(messageCount, MAX_NOTICES)) {
      const entry = await deps.conversations.at(tx, roomId, notices);
      if (!entry || !isMovable(entry)) break;
      if (entry.notice === BEGUN) {
        beganAtMs = entry.sentAtMs;
        deps.conversations.replace(tx, { ...entry, notice: 'discarded' });
      }
      notices++;
    }
    return new Front(tx, deps, roomId, { ...room, notices, beganAtMs, unmoved: notices });
  }

  /** Above everything that was added before; notices that are younger than it stay below it. */
  async add(message: NewMessage): Promise<void> {
    await this.#move(({ notice: what, sentAtMs }) => what === 'discarded' || sentAtMs > message.sentAtMs);
    this.#newestFirst.push({ message, from: null });
  }

  /** Nothing older comes: what is left of the notices is the beginning. */
  async end(): Promise<void> {
    await this.#move(() => true);
    const { conversations } = this.#deps;
    const row = conversations.row(this.#tx, this.roomId);
    const { beganAtMs } = this.#room;
    if (!row || beganAtMs === null) return;
    const oldestMs = this.#newestFirst.at(-1)?.message.sentAtMs ?? beganAtMs;
    const begun = notice(BEGUN, row, Math.min(beganAtMs, oldestMs));
    this.#newestFirst.push({ message: { ...begun, id: `begun-${this.roomId}` }, from: null });
    this.#room = { ...this.#room, beganAtMs: null };
  }

  /** At the end of the conversation, as if it had come live; the user saw it on the other device. */
  addBelow(row: Conversation, message: NewMessage): void {
    const stored = this.#write(message, row.messageCount);
    const { conversations, clock } = this.#deps;
    const sortMs = Math.max(row.sortMs, Math.min(stored.sentAtMs, clock.now()));
    conversations.update(this.#tx, { ...row, messageCount: row.messageCount + 1, last: stored, sortMs });
    conversations.replace(this.#tx, stored);
  }

  /** @returns what is to be remembered of the room */
  write(): IncomingRoom {
    const { conversations, events, clock } = this.#deps;
    const count = this.#newestFirst.length;
    const before = conversations.row(this.#tx, this.roomId);
    if (!before || count === 0) return this.#room;
    const { older = 0 } = before;
    const stored = this.#newestFirst.map(({ message, from }, at) => {
      const written = this.#write(message, -older - at - 1);
      if (from) this.#vacate(from, written);
      return written;
    });
    const row = conversations.row(this.#tx, this.roomId) ?? before;
    const newest = this.#isYoungest(row) ? stored[0] : undefined;
    const last = newest ?? row.last;
    const sortMs = newest ? Math.min(newest.sentAtMs, clock.now()) : row.sortMs;
    const noted = withBrought(row, stored.flatMap(numberOf));
    conversations.update(this.#tx, { ...noted, older: older + count, last, sortMs });
    this.#tx.afterwards(() => events.inserted(this.roomId, count));
    return this.#room;
  }

  /** Whether only notices of the beginning are here so far. */
  #isYoungest({ last }: Conversation): boolean {
    return last === null || (last.index >= 0 && last.index < (this.#room.notices ?? 0));
  }

  async #move(isDue: (notice: StoredMessage) => boolean): Promise<void> {
    while (this.#room.unmoved > 0) {
      const unmoved = this.#room.unmoved - 1;
      const from = await this.#deps.conversations.at(this.#tx, this.roomId, unmoved);
      if (!from || !isDue(from)) return;
      this.#room = { ...this.#room, unmoved };
      if (from.notice === 'discarded') continue;
      const { index: _index, roomId: _roomId, ...message } = from;
      this.#newestFirst.push({ message, from });
    }
  }

  #vacate(from: StoredMessage, to: StoredMessage): void {
    const { conversations, groups } = this.#deps;
    const { change: _, ...said } = from;
    const id = `moved-${from.id}`;
    conversations.replace(this.#tx, { ...said, id, notice: 'discarded', state: 'received' });
    const group = groups.row(this.#tx, this.roomId);
    if (group?.unnamedNotice !== from.index) return;
    groups.update(this.#tx, { ...group, unnamedNotice: to.index });
  }

  #write(message: NewMessage, index: number): StoredMessage {
    const { roomId } = this;
    const stored: StoredMessage = { ...message, roomId, index };
    this.#tx.put(MESSAGES, roomId, stored, indexSuffix(index));
    const { senderId, deviceId, counter } = message;
    for (const id of message.wireIds) this.#tx.put(MESSAGE_IDS, id, { roomId, index, brought: true });
    if (deviceId !== undefined && counter !== undefined) {
      const counted = { roomId, senderAccountId: senderId, senderDeviceId: deviceId };
      this.#tx.put(MESSAGE_IDS, countedName(counted, counter), { roomId, index });
    }
    return stored;
  }
}

function numberOf({ senderId, deviceId, counter }: StoredMessage): readonly NumberOf[] {
  return deviceId === undefined || counter === undefined ? [] : [[deviceName(senderId, deviceId), counter]];
}

function isMovable({ kind, notice: what }: StoredMessage): boolean {
  return kind === 'notice' && (what === BEGUN || TIMED.has(what));
}
