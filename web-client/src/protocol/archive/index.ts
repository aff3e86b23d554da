/** The archive of history at the service, `docs/spec/archive.md`. Loaded where there is one, or is to be. */
export { archiveKey, type ArchiveKey } from './key.ts';
export {
  archiveId,
  freshArchiveId,
  hashOfChunk,
  openChunk,
  sealChunk,
  type ArchiveId,
  type ChunkPlace,
} from './chunk.ts';
export { ChunkPacker, type ArchivedRoom } from './rooms.ts';
