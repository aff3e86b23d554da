import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { CodecError, ValidationError } from '../../bytes/index.ts';
import {
  ArchiveChunkSchema,
  ArchivedRoomSchema,
  type ArchivedRoom as WireRoom,
} from '../../wire/gen/tacet/archive/v1/archive_pb.ts';
import { HistoryEntrySchema, RoomUpdateSchema } from '../../wire/gen/tacet/content/v1/content_pb.ts';
import { decodeName, encodeName, isRoomName } from '../content/content-codec.ts';
import type { HistoryEntry } from '../content/content.ts';
import { decodeEntry, isHistoryEntry, wireEntry } from '../content/history.ts';
import { roomId, uuid, type RoomId } from '../ids.ts';
import { MAX_CONTENT_BYTES, MAX_HISTORY_IDS } from '../limits.ts';
import type { RoomName } from '../room/name.ts';

/** What a chunk has of one room. */
export interface ArchivedRoom {
  readonly roomId: RoomId;
  /** In any order. */
  readonly entries: readonly HistoryEntry[];
  /** Of a group, in force when it was written; null if the chunk tells none. */
  readonly name: RoomName | null;
}

/** Tag and length before a message inside another: none here has 2^21 bytes. */
const FRAME_BYTES = 1 + 3;
const ROOM_BYTES = FRAME_BYTES + FRAME_BYTES + 16;

/** Gathers what fits one chunk. */
export class ChunkPacker {
  readonly #rooms = new Map<
    string,
    { readonly roomId: RoomId; readonly entries: HistoryEntry[]; name: RoomName | null }
  >();
  #left = MAX_CONTENT_BYTES;

  get rooms(): readonly ArchivedRoom[] {
    return [...this.#rooms.values()];
  }

  get isEmpty(): boolean {
    return this.#rooms.size === 0;
  }

  /** @returns false when it is full: nothing was added */
  add(room: RoomId, entry: HistoryEntry): boolean {
    const kept = { ...entry, messageIds: entry.messageIds.slice(-MAX_HISTORY_IDS) };
    const size = toBinary(HistoryEntrySchema, create(HistoryEntrySchema, wireEntry(kept))).length;
    const place = this.#take(room, size);
    place?.entries.push(kept);
    return place !== null;
  }

  /** As {@link add}. */
  addName(room: RoomId, name: RoomName): boolean {
    const place = this.#take(
      room,
      toBinary(RoomUpdateSchema, create(RoomUpdateSchema, encodeName(name))).length,
    );
    if (place) place.name = name;
    return place !== null;
  }

  #take(room: RoomId, size: number) {
    const known = this.#rooms.get(uuid(room));
    const taken = FRAME_BYTES + size + (known ? 0 : ROOM_BYTES);
    if (taken > this.#left) return null;
    this.#left -= taken;
    const place = known ?? { roomId: room, entries: [], name: null };
    this.#rooms.set(uuid(room), place);
    return place;
  }
}

/** */
export function encodeRooms(rooms: readonly ArchivedRoom[]): Uint8Array {
  const wire = rooms.map(({ roomId: id, entries, name }) =>
    create(ArchivedRoomSchema, {
      roomId: id,
      entries: entries.map(wireEntry),
      ...(name && { name: encodeName(name) }),
    }),
  );
  return toBinary(ArchiveChunkSchema, create(ArchiveChunkSchema, { rooms: wire }));
}

/** @throws CodecError `archive-protobuf`, or for an id of another length @throws ValidationError `archive-content` */
export function decodeRooms(bytes: Uint8Array): readonly ArchivedRoom[] {
  return parse(bytes).map((wire) => {
    const { name } = wire;
    const told = name ? decodeName(name, 'archive-content') : null;
    if (told && !isRoomName(told)) throw new ValidationError('archive-content');
    return { roomId: roomId(wire.roomId), entries: wire.entries.map(entryIn), name: told };
  });
}

function entryIn(wire: WireRoom['entries'][number]): HistoryEntry {
  const entry = decodeEntry(wire);
  if (!entry || !isHistoryEntry(entry)) throw new ValidationError('archive-content');
  return entry;
}

function parse(bytes: Uint8Array): readonly WireRoom[] {
  try {
    return fromBinary(ArchiveChunkSchema, bytes).rooms;
  } catch (cause) {
    throw new CodecError('archive-protobuf', { cause });
  }
}
