import {
  concat,
  named,
  u64,
  ValidationError,
  VerificationError,
  type Fixed,
  type Named,
} from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { pad, unpad } from '../content/padding.ts';
import { freshId, type AccountId } from '../ids.ts';
import { MAX_ARCHIVE_CHUNK_BYTES } from '../limits.ts';
import { openOnce, sealOnce, type Sealing } from '../sealed-once.ts';
import { label } from '../suite.ts';
import type { ArchiveKey } from './key.ts';
import { decodeRooms, encodeRooms, type ArchivedRoom } from './rooms.ts';

/** Which archive of the account: chosen by the device that began it, and never used again. */
export type ArchiveId = Named<'archive-id', 16>;

export const archiveId = (bytes: Uint8Array): ArchiveId => named('archive-id', 16, bytes);

/** An id that no archive had before. */
export const freshArchiveId = (crypto: CryptoProvider): ArchiveId => archiveId(freshId(crypto));

/** Where a chunk stands; nowhere else does it open. */
export interface ChunkPlace {
  readonly accountId: AccountId;
  readonly archiveId: ArchiveId;
  /** Counts from 0. */
  readonly index: number;
  /** Hash of the chunk before it; zeros for the first one. */
  readonly previous: Fixed<32>;
}

const CHUNK_LABEL = label('tacet/archive/chunk/v1');

/** The bytes of a chunk at the service, which cannot open it. */
export function sealChunk(
  crypto: CryptoProvider,
  key: ArchiveKey,
  place: ChunkPlace,
  rooms: readonly ArchivedRoom[],
): Promise<Uint8Array> {
  return sealOnce(crypto, sealingOf(key, place), pad(encodeRooms(rooms)));
}

/**
 * [A-2] [A-3]
 * @throws ValidationError `archive-too-long`, `archive-content`
 * @throws CodecError `archive-version`, `archive-truncated`, `archive-protobuf`, `padding-…`
 * @throws VerificationError `archive-tag`: changed, of another account, identity or archive, or not the one that follows
 */
export async function openChunk(
  crypto: CryptoProvider,
  key: ArchiveKey,
  place: ChunkPlace,
  chunk: Uint8Array,
): Promise<readonly ArchivedRoom[]> {
  if (chunk.length > MAX_ARCHIVE_CHUNK_BYTES) {
    throw new ValidationError('archive-too-long');
  }
  return decodeRooms(unpad(await openOnce(crypto, sealingOf(key, place), chunk, doesNotOpen)));
}

/** What the next chunk names as the one before it. */
export const hashOfChunk = (crypto: CryptoProvider, chunk: Uint8Array): Promise<Fixed<32>> =>
  crypto.sha256(chunk);

const sealingOf = (key: ArchiveKey, place: ChunkPlace): Sealing => ({
  what: 'archive',
  key,
  info: CHUNK_LABEL,
  context: concat(CHUNK_LABEL, place.accountId, place.archiveId, u64(place.index), place.previous),
});

const doesNotOpen = (cause: unknown) => new VerificationError('archive-tag', { cause });
