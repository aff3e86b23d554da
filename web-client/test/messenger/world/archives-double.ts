import { createHash } from 'node:crypto';
import { equal, fromHex } from '../../../src/bytes/index.ts';
import { ApiError, type ArchiveApi, type ArchiveStanding } from '../../../src/messenger/ports/api.ts';
import type { AuthDouble, LoginSession } from './auth-double.ts';

interface Shelf {
  archiveId: string;
  head: Uint8Array;
  chunks: Uint8Array[];
}

const hash = (chunk: Uint8Array) => new Uint8Array(createHash('sha256').update(chunk).digest());

/** Archives of `social-service`, one per account. */
export class ArchivesDouble {
  readonly shelves = new Map<string, Shelf>();
  /** Bytes that an archive may have. */
  room = Number.POSITIVE_INFINITY;
  /** Chunks of an answer. */
  page = 8;
  /** What it hands out instead of the chunks from a number on. */
  swaps: (chunks: readonly Uint8Array[], from: number, archiveId: string) => readonly Uint8Array[] = (
    chunks,
  ) => chunks;
  /** What it says instead of how an archive stands. */
  says: (standing: ArchiveStanding) => ArchiveStanding = (standing) => standing;
  readonly #auth: AuthDouble;
  readonly #isListed: (login: LoginSession) => boolean;

  constructor(auth: AuthDouble, isListed: (login: LoginSession) => boolean) {
    this.#auth = auth;
    this.#isListed = isListed;
  }

  client(): ArchiveApi {
    return {
      archive: async (token) => this.says(this.#standing(this.#shelf(token))),
      putArchiveChunk: async (token, archiveId, number, { previous, chunk }) => {
        const shelf = this.#shelf(token);
        const stored = shelf.archiveId === archiveId ? shelf.chunks[number] : undefined;
        if (stored && equal(stored, chunk)) return this.#standing(shelf);
        const isOne = shelf.chunks.length > 0;
        const fits = isOne === (shelf.archiveId === archiveId) && number === shelf.chunks.length;
        if (!fits || !equal(previous, shelf.head)) throw new ApiError('archive-conflict', 409);
        if (this.#standing(shelf).size + chunk.length > this.room) throw new ApiError('archive-full', 409);
        shelf.archiveId = archiveId;
        shelf.chunks.push(chunk);
        shelf.head = hash(chunk);
        return this.#standing(shelf);
      },
      archiveChunks: async (token, archiveId, from) => {
        const { archiveId: id, chunks } = this.#shelf(token);
        if (id !== archiveId || chunks.length === 0) throw new ApiError('not-found', 404);
        return this.swaps(chunks.slice(from, from + this.page), from, archiveId);
      },
      deleteArchive: async (token, archiveId) => {
        const shelf = this.#shelf(token);
        if (shelf.archiveId !== archiveId && shelf.chunks.length > 0) return;
        shelf.archiveId = archiveId;
        shelf.chunks = [];
        shelf.head = fromHex(archiveId.replaceAll('-', '').padEnd(64, '0'));
      },
    };
  }

  /** What there is of an account. */
  of(accountId: string): readonly Uint8Array[] {
    return this.shelves.get(accountId)?.chunks ?? [];
  }

  #shelf(token: string): Shelf {
    const login = this.#auth.verify(token);
    if (!this.#isListed(login)) throw new ApiError('forbidden', 403);
    const shelf = this.shelves.get(login.accountId) ?? {
      archiveId: '',
      head: new Uint8Array(32),
      chunks: [],
    };
    this.shelves.set(login.accountId, shelf);
    return shelf;
  }

  #standing({ archiveId, chunks, head }: Shelf): ArchiveStanding {
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return { archiveId: chunks.length > 0 ? archiveId : null, chunks: chunks.length, size, head };
  }
}
