import { base64url } from '../../bytes/index.ts';
import { ChunkPacker, type ArchivedRoom } from '../../protocol/archive/index.ts';
import { fromUuid, roomId as asRoomId } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { indexSuffix, MESSAGES, type Conversation, type StoredMessage } from '../conversations/records.ts';
import { entryOf } from '../history/pages.ts';
import type { Groups } from '../rooms/groups.ts';
import { nameInForce } from '../rooms/names.ts';
import type { Ledger } from '../vault/ledger.ts';
import { remaining, type Kept, type RoomMark } from './records.ts';
import type { KnownMessages } from './known-messages.ts';

/** Entries read at a time: at most 2 MB of the longest texts. */
const PAGE = 128;

/** What the next chunk has, and how far the conversations were gone through with it. */
export interface Batch {
  readonly contents: readonly ArchivedRoom[];
  readonly rooms: Kept['rooms'];
  readonly names: Kept['names'];
  /** Nothing is left after it. */
  readonly isLast: boolean;
}

export interface ScanDependencies {
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly groups: Groups;
  /** This device, a UUID. */
  readonly own: string;
}

/** Finds what the archive does not have, newest conversation first, newest message first. */
export class Scan {
  readonly #deps: ScanDependencies;
  readonly #known: KnownMessages;

  constructor(deps: ScanDependencies, known: KnownMessages) {
    this.#deps = deps;
    this.#known = known;
  }

  async next(kept: Pick<Kept, 'rooms' | 'names'>): Promise<Batch> {
    const packer = new ChunkPacker();
    const { names, isWhole } = this.#names(packer, kept.names);
    const rooms: Record<string, RoomMark> = { ...kept.rooms };
    const newestFirst = [...this.#deps.conversations.table.all()]
      .filter((row) => row.kind !== 'self' && remaining(row, rooms[row.roomId]) > 0)
      .toSorted((a, b) => b.sortMs - a.sortMs);
    let isLast = isWhole;
    for (const row of isWhole ? newestFirst : []) {
      const { messageCount: end } = row;
      const room = new RoomScan(row, rooms[row.roomId] ?? { from: end, to: end, later: [] });
      isLast = await this.#gather(packer, room);
      rooms[row.roomId] = room.mark;
      if (!isLast) break;
    }
    return { contents: packer.rooms, rooms, names, isLast };
  }

  /** @returns false when the chunk is full */
  async #gather(packer: ChunkPacker, room: RoomScan): Promise<boolean> {
    const { ledger, own } = this.#deps;
    const { roomId } = room.row;
    const id = asRoomId(fromUuid(roomId));
    for (let piece = room.next(); piece; piece = room.next()) {
      const { from, before } = piece;
      const range = { from: indexSuffix(from), before: indexSuffix(before) };
      const found = await ledger.readSuffixes(MESSAGES, roomId, range);
      for (const message of piece.isUpward ? found : found.toReversed()) {
        if (!this.#add(packer, id, message, own)) return false;
        room.taken(piece, message.index);
      }
      room.done(piece);
    }
    return true;
  }

  /** @returns whether it is in the archive now, or does not belong there */
  #add(packer: ChunkPacker, id: ArchivedRoom['roomId'], message: StoredMessage, own: string): boolean {
    const [found] = entryOf(message, own);
    if (!found || this.#known.has(found.entry)) return true;
    return packer.add(id, found.entry);
  }

  #names(
    packer: ChunkPacker,
    before: Kept['names'],
  ): { readonly names: Kept['names']; readonly isWhole: boolean } {
    const names: Record<string, string> = { ...before };
    for (const group of this.#deps.groups.table.all()) {
      const name = nameInForce(group);
      const hash = name && base64url(name.hash);
      if (!name || !hash || names[group.roomId] === hash) continue;
      const { name: text, description, salt } = name;
      if (!packer.addName(asRoomId(fromUuid(group.roomId)), { name: text, description, salt })) {
        return { names, isWhole: false };
      }
      names[group.roomId] = hash;
    }
    return { names, isWhole: true };
  }
}

/** Entries with `from <= index < before`. */
interface Piece {
  readonly from: number;
  readonly before: number;
  readonly isUpward: boolean;
  /** One that was passed over before. */
  readonly isLater: boolean;
}

/** One conversation: what was passed over, then what is new at its end, then downwards to its beginning. */
class RoomScan {
  readonly row: Conversation;
  mark: RoomMark;

  constructor(row: Conversation, mark: RoomMark) {
    this.row = row;
    this.mark = mark;
  }

  next(): Piece | null {
    const { from, to, later } = this.mark;
    const { messageCount, older = 0 } = this.row;
    const [index] = later;
    if (index !== undefined) return { from: index, before: index + 1, isUpward: true, isLater: true };
    if (to < messageCount) {
      return { from: to, before: Math.min(messageCount, to + PAGE), isUpward: true, isLater: false };
    }
    if (from <= -older) return null;
    return { from: Math.max(-older, from - PAGE), before: from, isUpward: false, isLater: false };
  }

  taken({ isUpward, isLater }: Piece, index: number): void {
    if (isLater) return;
    this.mark = isUpward ? { ...this.mark, to: index + 1 } : { ...this.mark, from: index };
  }

  done({ from, before, isUpward, isLater }: Piece): void {
    if (isLater) this.mark = { ...this.mark, later: this.mark.later.slice(1) };
    else this.mark = isUpward ? { ...this.mark, to: before } : { ...this.mark, from };
  }
}
