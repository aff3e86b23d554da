import { base64url } from '../../bytes/index.ts';
import type { Conversation } from '../conversations/records.ts';
import type { HistoryEntry } from '../../protocol/index.ts';
import { Cell } from '../vault/cell.ts';
import type { Collection } from '../vault/collection.ts';

/** How far a conversation was gone through for the archive. */
export interface RoomMark {
  /** Entries with `from <= index < to` were looked at. */
  readonly from: number;
  readonly to: number;
  /** Of these, what could be read or was sent only afterwards. */
  readonly later: readonly number[];
}

/** How many entries of a conversation were not looked at. */
export function remaining({ messageCount, older = 0 }: Conversation, mark: RoomMark | undefined): number {
  if (!mark) return messageCount + older;
  return Math.max(0, messageCount - mark.to) + Math.max(0, mark.from + older) + mark.later.length;
}

/** The archive that this device keeps up. */
export interface Kept {
  readonly id: string;
  /** Account identity whose key seals it, base64url: another identity begins another archive. */
  readonly identity: string;
  /** Chunks that this device put or read, one after the other, and the hash of the last. */
  readonly chunks: number;
  readonly head: Uint8Array;
  /** Bytes at the service. */
  readonly size: number;
  readonly rooms: Readonly<Record<string, RoomMark>>;
  /** Hash of the group's name that is in it, base64url, by room. */
  readonly names: Readonly<Record<string, string>>;
}

/** What comes back into a browser that had nothing. */
export interface Restoring {
  /** Chunks of which it takes what they hold: as many as there were when it began; null while nobody has said. */
  readonly upTo: number | null;
  /** Entries that wait to be put in place, by room, and how many parts were handed over of it. */
  readonly staged: Readonly<Record<string, { readonly entries: number; readonly parts: number }>>;
  readonly done: number;
}

/** `full`: it takes nothing more. `changed`: what the service keeps does not hold. */
export type Trouble = 'full' | 'changed';

export interface ArchiveRecord {
  /** Null: off. */
  readonly kept: Kept | null;
  /** Ids that are to be deleted at the service. */
  readonly deleting: readonly string[];
  /** Whatever stands at the service is to be deleted, whether this device has heard of it or not. */
  readonly clearing: boolean;
  /** Ids that this device knows to be over: it never goes on with one of them. */
  readonly ended: readonly string[];
  /** Archives of which it is still remembered here what messages they had, and of how many of their chunks. */
  readonly forgetting: readonly { readonly id: string; readonly chunks: number }[];
  readonly restoring: Restoring | null;
  readonly trouble: Trouble | null;
  /** The last one ended, and not by this device: said until another one begins. */
  readonly isGone: boolean;
}

const NOTHING: ArchiveRecord = {
  kept: null,
  deleting: [],
  clearing: false,
  ended: [],
  forgetting: [],
  restoring: null,
  trouble: null,
  isGone: false,
};

export const archiveCell = (): Cell<ArchiveRecord> => new Cell<ArchiveRecord>('archive', 1, NOTHING);

/** Of a vault that a recovery makes. */
export const TO_RESTORE: ArchiveRecord = { ...NOTHING, restoring: { upTo: null, staged: {}, done: 0 } };

/** Remembered ends: more often nobody switches it off and on while a device is away. */
const MAX_ENDED = 16;

/**
 * The archive is over: this device never goes on with it, and whatever it remembers of it goes. What came back of it has its
 * place still, and no more comes.
 */
export function over(record: ArchiveRecord): ArchiveRecord {
  const { kept, ended, forgetting, restoring } = record;
  if (!kept) return record;
  const { id, chunks } = kept;
  return {
    ...record,
    kept: null,
    trouble: null,
    restoring: restoring && { ...restoring, upTo: 0 },
    ended: [...ended, id].slice(-MAX_ENDED),
    forgetting: chunks > 0 ? [...forgetting, { id, chunks }] : forgetting,
  };
}

/** As {@link over}, and the service is to delete it, and whatever it has in its place. */
export function deleted(record: ArchiveRecord): ArchiveRecord {
  const { kept, deleting } = record;
  // By its id too: a first chunk that is still on its way must find that this archive is over.
  const ids = kept ? [...deleting, kept.id] : deleting;
  return { ...over(record), trouble: null, isGone: false, clearing: true, deleting: [...new Set(ids)] };
}

/** One that is about to begin. */
export function begun(record: ArchiveRecord, id: string, identity: string): ArchiveRecord {
  const head = new Uint8Array(32);
  return {
    ...record,
    kept: { id, identity, chunks: 0, head, size: 0, rooms: {}, names: {} },
    trouble: null,
    isGone: false,
  };
}

/** Which messages a chunk has: the first {@link NAME_BYTES} of each message id, one after the other. */
export interface ChunkIds {
  readonly ids: Uint8Array;
}

/** 128 bits: nobody makes two messages whose ids begin alike. */
export const NAME_BYTES = 16;

export const CHUNK_IDS: Collection<ChunkIds> = { store: 'account', hideNames: false, version: 1 };
export const chunkIdsName = (archive: string): string => `archive-${archive}`;
/** Decimal, padded so that key order is the order of the chunks. */
export const chunkSuffix = (chunk: number): string => String(chunk).padStart(10, '0');

/** Entries that came back and wait for their place: key order is newest first. */
export const STAGED: Collection<HistoryEntry> = { store: 'account', hideNames: true, version: 1 };
export const stagedName = (roomId: string): string => `archived ${roomId}`;
const LATEST = Number.MAX_SAFE_INTEGER;
/** Newest first; of one instant, the higher number first. */
export const stagedSuffix = ({ sentAtMs, counter, messageIds }: HistoryEntry): string => {
  const [time, number] = [sentAtMs, counter ?? 0].map((each) => String(LATEST - each).padStart(16, '0'));
  return `${time}-${number}-${base64url(messageIds.at(-1) ?? new Uint8Array())}`;
};
