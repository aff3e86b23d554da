import { base64url, concat } from '../../bytes/index.ts';
import type { ArchivedRoom } from '../../protocol/archive/index.ts';
import type { HistoryEntry } from '../../protocol/index.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { CHUNK_IDS, chunkIdsName, chunkSuffix, NAME_BYTES } from './records.ts';

/** Chunks whose ids are read, or forgotten, at a time. */
const PAGE = 256;

const nameOf = (messageId: Uint8Array): string => base64url(messageId.subarray(0, NAME_BYTES));

/** Which messages the archive has, whichever device put them there: about 60 bytes of memory for each. */
export class KnownMessages {
  readonly archive: string;
  readonly #names = new Set<string>();

  constructor(archive: string) {
    this.archive = archive;
  }

  static async load(ledger: Ledger, archive: string): Promise<KnownMessages> {
    const known = new KnownMessages(archive);
    for (let from = 0; ; from += PAGE) {
      const range = { from: chunkSuffix(from), before: chunkSuffix(from + PAGE) };
      const found = await ledger.readSuffixes(CHUNK_IDS, chunkIdsName(archive), range);
      for (const { ids } of found) known.#note(ids);
      if (found.length < PAGE) return known;
    }
  }

  has({ messageIds }: HistoryEntry): boolean {
    return messageIds.some((id) => this.#names.has(nameOf(id)));
  }

  /** Part of the commit that takes note of the chunk. */
  add(tx: Work, chunk: number, contents: readonly ArchivedRoom[]): void {
    const entries = contents.flatMap((room) => room.entries);
    const ids = concat(
      ...entries.flatMap(({ messageIds }) => messageIds.map((id) => id.subarray(0, NAME_BYTES))),
    );
    tx.put(CHUNK_IDS, chunkIdsName(this.archive), { ids }, chunkSuffix(chunk));
    tx.afterwards(() => this.#note(ids));
  }

  #note(ids: Uint8Array): void {
    for (let at = 0; at < ids.length; at += NAME_BYTES) {
      this.#names.add(nameOf(ids.subarray(at)));
    }
  }
}

/** Forgets some of what an archive had that is over. @returns of how many chunks it is remembered still */
export function forgetSome(
  tx: Work,
  { id, chunks }: { readonly id: string; readonly chunks: number },
): number {
  const left = Math.max(0, chunks - PAGE);
  for (let chunk = left; chunk < chunks; chunk++) tx.delete(CHUNK_IDS, chunkIdsName(id), chunkSuffix(chunk));
  return left;
}
