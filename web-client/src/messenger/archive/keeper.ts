import { base64url, equal, TacetError, VerificationError } from '../../bytes/index.ts';
import { hashOfChunk, type ArchivedRoom } from '../../protocol/archive/index.ts';
import { fromUuid, uuid } from '../../protocol/index.ts';
import { freshUuid } from '../kernel/ids.ts';
import { ApiError, type ArchiveStanding } from '../ports/api.ts';
import type { Work } from '../vault/work.ts';
import type { Archive, ArchiveDependencies } from './archive.ts';
import { Chunks } from './chunks.ts';
import { forgetSome, KnownMessages } from './known-messages.ts';
import { begun, deleted, over, type ArchiveRecord, type Kept, type RoomMark } from './records.ts';
import { Restorer } from './restorer.ts';
import { Scan } from './scan.ts';

/** How often in a row another device may be faster; then it is tried again a little later. */
const MAX_TRIES = 10;

export interface KeeperDependencies extends ArchiveDependencies {
  readonly archive: Archive;
}

/**
 * Reads what other devices put and puts what is missing, one chunk after the other. What was put and not noted,
 * since the power went, is read back like another device's.
 */
export class Keeper {
  readonly #deps: KeeperDependencies;
  readonly #chunks: Chunks;
  readonly #restorer: Restorer;
  #known: KnownMessages | null = null;
  /** As the service last said, on this connection. */
  #standing: ArchiveStanding | null = null;

  constructor(deps: KeeperDependencies) {
    this.#deps = deps;
    this.#chunks = new Chunks(deps);
    this.#restorer = new Restorer(deps);
  }

  /** What was known of the service is asked anew. */
  online(): void {
    this.#standing = null;
  }

  /** @throws ApiError when nobody answers, or nothing is taken just now */
  async work(): Promise<void> {
    await this.#forget();
    await this.#renew();
    await this.#delete();
    // There may be room again, or more of it: asked once with every connection.
    if (this.#record.trouble === 'full' && !this.#standing) await this.#change({ trouble: null });
    for (let tries = 0; !(await this.#isDone()); tries++) {
      if (tries === MAX_TRIES) throw new ApiError('archive-conflict', 409);
      this.#standing = null;
    }
    await this.#restorer.work();
  }

  get #record(): ArchiveRecord {
    return this.#deps.archive.cell.value;
  }

  /** @returns false when it does not stand where it was thought to */
  async #isDone(): Promise<boolean> {
    if (this.#mustDelete || this.#record.trouble === 'changed') return true;
    this.#standing ??= await this.#chunks.standing();
    try {
      const standing = this.#standing;
      if (!(await this.#judge(standing))) return true;
      await this.#read(standing);
      await this.#restorer.work();
      return await this.#write();
    } catch (cause) {
      if (cause instanceof ApiError && (cause.code === 'archive-conflict' || cause.code === 'not-found')) {
        return false;
      }
      if (cause instanceof ApiError && cause.code === 'archive-full') await this.#change({ trouble: 'full' });
      else if (isRefusal(cause)) await this.#refused();
      else throw cause;
      return true;
    }
  }

  /** Under another identity it is another archive. */
  async #renew(): Promise<void> {
    const { archive, crypto, own, ledger } = this.#deps;
    const identity = base64url(own.identity.publicKey);
    const { kept } = this.#record;
    if (!kept || kept.identity === identity) return;
    await ledger.transact((tx) => {
      archive.cell.set(tx, begun(deleted(archive.cell.in(tx)), freshUuid(crypto), identity));
    });
  }

  /** What this device knows to be over, and then whatever stands there. */
  async #delete(): Promise<void> {
    for (const id of this.#record.deleting) {
      await this.#chunks.delete(id);
      this.#standing = null;
      await this.#change(({ deleting }) => ({ deleting: deleting.filter((each) => each !== id) }));
    }
    if (!this.#record.clearing) return;
    const { archiveId } = await this.#chunks.standing();
    if (archiveId !== null) await this.#chunks.delete(archiveId);
    this.#standing = null;
    await this.#change({ clearing: false });
  }

  /** Switched off meanwhile: what there is goes before anything else comes. */
  get #mustDelete(): boolean {
    const { deleting, clearing } = this.#record;
    return clearing || deleting.length > 0;
  }

  async #forget(): Promise<void> {
    for (let [next] = this.#record.forgetting; next; [next] = this.#record.forgetting) {
      const { archive, ledger } = this.#deps;
      const some = next;
      await ledger.transact((tx) => {
        const left = forgetSome(tx, some);
        const record = archive.cell.in(tx);
        const others = record.forgetting.filter(({ id }) => id !== some.id);
        const forgetting = left > 0 ? [{ ...some, chunks: left }, ...others] : others;
        archive.cell.set(tx, { ...record, forgetting });
      });
    }
  }

  /** What follows from how the archive stands. @returns whether there is one to keep up */
  async #judge({ archiveId: id, chunks, head }: ArchiveStanding): Promise<boolean> {
    const { kept, ended, restoring } = this.#record;
    if (id === null) {
      if (restoring?.upTo === null) await this.#change({ restoring: null });
      // Once there were chunks of it, or it ended before this device put the first: switched off on another device.
      const isOver = kept && (kept.chunks > 0 || equal(head.subarray(0, 16), fromUuid(kept.id)));
      if (isOver) await this.#over();
      return kept !== null && !isOver;
    }
    if (kept?.id === id) {
      if (chunks < kept.chunks) throw new VerificationError('archive-chain');
      return true;
    }
    if (ended.includes(id)) {
      await this.#endAgain(id);
      // Another one may begin now: how it stands is asked anew.
      if (kept) throw new ApiError('archive-conflict', 409);
      return false;
    }
    await this.#adopt(id, chunks);
    return true;
  }

  /** Another device began it, if its first chunk opens. */
  async #adopt(id: string, upTo: number): Promise<void> {
    const { archive, ledger, own } = this.#deps;
    const first = await this.#chunks.page(id, 0);
    const strange = { id, chunks: 0, head: new Uint8Array(32) };
    await this.#chunks.open(strange, first[0] ?? new Uint8Array());
    await ledger.transact((tx) => {
      const record = archive.cell.in(tx);
      if (record.clearing || record.deleting.length > 0) return;
      const { restoring } = record;
      const taken = begun(over(record), id, base64url(own.identity.publicKey));
      const isFirst = restoring?.upTo === null;
      archive.cell.set(tx, isFirst ? { ...taken, restoring: { ...restoring, upTo } } : taken);
    });
  }

  /** Brought back by a chunk that was late, or by a service that keeps what it was to delete. */
  async #endAgain(id: string): Promise<void> {
    await this.#chunks.delete(id);
    this.#standing = await this.#chunks.standing();
    if (this.#standing.archiveId === id && this.#record.kept) throw new VerificationError('archive-chain');
  }

  /** Chunks that other devices put, and those of this one of which it does not know any more. */
  async #read({ archiveId, chunks, head, size }: ArchiveStanding): Promise<void> {
    for (let kept = this.#kept(); kept && kept.chunks < chunks; kept = this.#kept()) {
      const page = await this.#chunks.page(kept.id, kept.chunks);
      if (page.length === 0) throw new VerificationError('archive-chain');
      // More than the service named, if another device was putting: verified once it names them.
      for (const chunk of page.slice(0, chunks - kept.chunks)) {
        const now = this.#kept();
        // Switched off meanwhile.
        if (now?.id !== kept.id) return;
        await this.#take(now, chunk, await this.#chunks.open(now, chunk), size);
      }
    }
    const kept = this.#kept();
    // Before the first chunk the head is where another archive ended.
    if (kept && kept.id === archiveId && !equal(kept.head, head)) {
      throw new VerificationError('archive-chain');
    }
  }

  async #take(
    { id, chunks }: Kept,
    chunk: Uint8Array,
    contents: readonly ArchivedRoom[],
    size: number,
  ): Promise<void> {
    const known = await this.#knownIn(id);
    const head = await hashOfChunk(this.#deps.crypto, chunk);
    const names = await this.#restorer.names(contents);
    await this.#changeKept(id, async (tx, kept) => {
      known.add(tx, chunks, contents);
      await this.#restorer.stage(tx, chunks, contents);
      return { ...kept, chunks: chunks + 1, head, size, names: { ...kept.names, ...names } };
    });
  }

  /** @returns false when another device was faster */
  async #write(): Promise<boolean> {
    const { conversations, groups, ledger, own, archive } = this.#deps;
    for (;;) {
      archive.readable.length = 0;
      // What was about to be readable before is, once this has had its turn: what is kept says so only then.
      await ledger.transact(() => undefined);
      const kept = this.#kept();
      if (!kept || this.#mustDelete || this.#record.trouble !== null || !archive.isOnline) return true;
      const known = await this.#knownIn(kept.id);
      const device = uuid(own.device.public.deviceId);
      const scan = new Scan({ ledger, conversations, groups, own: device }, known);
      const { contents, rooms, names, isLast } = await scan.next(kept);
      const marks = { rooms, names };
      // An archive without a message begins all the same: other devices are to know that it is wanted.
      if (contents.length > 0 || kept.chunks === 0) await this.#put(kept, contents, marks);
      else await this.#changeKept(kept.id, (_tx, now) => ({ ...now, ...this.#withLater(marks) }));
      if (isLast) return true;
    }
  }

  async #put(
    kept: Kept,
    contents: readonly ArchivedRoom[],
    marks: Pick<Kept, 'rooms' | 'names'>,
  ): Promise<void> {
    const known = await this.#knownIn(kept.id);
    const chunk = await this.#chunks.seal(kept, contents);
    // The first one follows what was there before.
    const previous = kept.chunks === 0 ? (this.#standing?.head ?? kept.head) : kept.head;
    this.#standing = await this.#chunks.put(kept, { previous, chunk });
    const { size } = this.#standing;
    const head = await hashOfChunk(this.#deps.crypto, chunk);
    await this.#changeKept(kept.id, (tx, now) => {
      known.add(tx, kept.chunks, contents);
      return { ...now, chunks: kept.chunks + 1, head, size, ...this.#withLater(marks) };
    });
  }

  /** What does not hold is told, and nothing is put upon it; what came before it comes back all the same. */
  async #refused(): Promise<void> {
    await this.#change(({ restoring, kept }) => ({
      trouble: 'changed',
      restoring: restoring && (kept ? { ...restoring, upTo: kept.chunks } : null),
    }));
  }

  /** What became readable since the conversations were gone through is still to be looked at. */
  #withLater({ rooms, names }: Pick<Kept, 'rooms' | 'names'>): Pick<Kept, 'rooms' | 'names'> {
    const marks: Record<string, RoomMark> = { ...rooms };
    for (const { roomId, index } of this.#deps.archive.readable) {
      const mark = marks[roomId];
      if (!mark || index < mark.from || index >= mark.to || mark.later.includes(index)) continue;
      marks[roomId] = { ...mark, later: [...mark.later, index] };
    }
    return { rooms: marks, names };
  }

  #kept(): Kept | null {
    return this.#record.kept;
  }

  async #knownIn(id: string): Promise<KnownMessages> {
    if (this.#known?.archive !== id) this.#known = await KnownMessages.load(this.#deps.ledger, id);
    return this.#known;
  }

  async #over(): Promise<void> {
    await this.#change((record) => ({ ...over(record), isGone: true }));
  }

  async #change(
    change: Partial<ArchiveRecord> | ((record: ArchiveRecord) => Partial<ArchiveRecord>),
  ): Promise<void> {
    const { archive, ledger, events } = this.#deps;
    await ledger.transact((tx) => {
      const record = archive.cell.in(tx);
      archive.cell.set(tx, { ...record, ...(typeof change === 'function' ? change(record) : change) });
      tx.afterwards(events.changed);
    });
  }

  /** If it is still the one that is kept. */
  async #changeKept(id: string, change: (tx: Work, kept: Kept) => Kept | Promise<Kept>): Promise<void> {
    const { archive, ledger, events } = this.#deps;
    await ledger.transact(async (tx) => {
      const { kept } = archive.cell.in(tx);
      if (kept?.id !== id) return;
      const changed = await change(tx, kept);
      archive.cell.set(tx, { ...archive.cell.in(tx), kept: changed });
      tx.afterwards(events.changed);
    });
  }
}

/** Of what the service gave; anything else is this client's own. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof TacetError && cause.kind !== 'internal' && cause.kind !== 'usage';
}
