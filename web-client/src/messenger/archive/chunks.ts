import { fixed } from '../../bytes/index.ts';
import {
  archiveId,
  archiveKey,
  openChunk,
  sealChunk,
  type ArchivedRoom,
  type ArchiveKey,
  type ChunkPlace,
} from '../../protocol/archive/index.ts';
import { accountId, fromUuid, identitySeed } from '../../protocol/index.ts';
import { OWN_KEYS, OWN_KEYS_NAME } from '../account/records.ts';
import { ApiError, type ArchiveApi, type ArchiveStanding } from '../ports/api.ts';
import { StoreError } from '../ports/store.ts';
import type { ArchiveDependencies } from './archive.ts';
import type { Kept } from './records.ts';

/** Where the next chunk of an archive stands. */
type End = Pick<Kept, 'id' | 'chunks' | 'head'>;

/** Chunks as the service has them, and what is in them. */
export class Chunks {
  readonly #deps: Pick<ArchiveDependencies, 'crypto' | 'ledger' | 'me' | 'social' | 'login'>;
  #api: ArchiveApi | null = null;
  #key: ArchiveKey | null = null;

  constructor(deps: ArchiveDependencies) {
    this.#deps = deps;
  }

  standing(): Promise<ArchiveStanding> {
    return this.#call((api, token) => api.archive(token));
  }

  page(id: string, from: number): Promise<readonly Uint8Array[]> {
    return this.#call((api, token) => api.archiveChunks(token, id, from));
  }

  put({ id, chunks }: End, chunk: { previous: Uint8Array; chunk: Uint8Array }): Promise<ArchiveStanding> {
    return this.#call((api, token) => api.putArchiveChunk(token, id, chunks, chunk));
  }

  delete(id: string): Promise<void> {
    return this.#call((api, token) => api.deleteArchive(token, id));
  }

  /** */
  async seal(end: End, contents: readonly ArchivedRoom[]): Promise<Uint8Array> {
    return sealChunk(this.#deps.crypto, await this.#keyOf(), this.#place(end), contents);
  }

  /** @throws TacetError as `openChunk` */
  async open(end: End, chunk: Uint8Array): Promise<readonly ArchivedRoom[]> {
    return openChunk(this.#deps.crypto, await this.#keyOf(), this.#place(end), chunk);
  }

  #place({ id, chunks, head }: End): ChunkPlace {
    return {
      accountId: accountId(fromUuid(this.#deps.me)),
      archiveId: archiveId(fromUuid(id)),
      index: chunks,
      previous: fixed(32, head, 'archive-head'),
    };
  }

  /** */
  async #keyOf(): Promise<ArchiveKey> {
    if (this.#key) return this.#key;
    const { ledger, crypto, me } = this.#deps;
    const keys = await ledger.read(OWN_KEYS, OWN_KEYS_NAME);
    if (!keys) throw new StoreError('damaged');
    this.#key = await archiveKey(crypto, identitySeed(keys.identity), accountId(fromUuid(me)));
    return this.#key;
  }

  /** @throws ApiError `network` also where the code for it cannot be loaded */
  async #call<T>(work: (api: ArchiveApi, token: string) => Promise<T>): Promise<T> {
    const { social, login } = this.#deps;
    this.#api ??= await social.archives().catch((cause: unknown) => {
      throw new ApiError('network', 0, null, cause);
    });
    const api = this.#api;
    return login.authorised((token) => work(api, token));
  }
}
