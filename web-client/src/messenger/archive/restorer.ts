import { base64url } from '../../bytes/index.ts';
import type { ArchivedRoom } from '../../protocol/archive/index.ts';
import { cutHistory, fromUuid, roomId as asRoomId, roomNameHash, uuid } from '../../protocol/index.ts';
import { ARCHIVE } from '../history/records.ts';
import { ApiError } from '../ports/api.ts';
import type { Work } from '../vault/work.ts';
import type { KeeperDependencies } from './keeper.ts';
import { STAGED, stagedName, stagedSuffix, type Restoring } from './records.ts';

/** Entries read at a time: mostly one part. */
const PAGE = 256;
/** Parts that wait to be put in place: 3 MB at most beside what is staged. */
const WINDOW = 64;
/** While so many wait, it is looked again after this. */
const LOOK_AGAIN_MS = 1_000;

/**
 * Brings entries back: first all of them go to the disk, sorted by their time, since several devices wrote them; then
 * each conversation's go the way of a history [D-10], newest first. Each step is a commit.
 */
export class Restorer {
  readonly #deps: KeeperDependencies;

  constructor(deps: KeeperDependencies) {
    this.#deps = deps;
  }

  /** Hashes of the groups' names that a chunk tells, by room. */
  async names(contents: readonly ArchivedRoom[]): Promise<Readonly<Record<string, string>>> {
    const told = contents.flatMap(async ({ roomId, name }) =>
      name ? [[uuid(roomId), base64url(await roomNameHash(this.#deps.crypto, name))] as const] : [],
    );
    return Object.fromEntries((await Promise.all(told)).flat());
  }

  /** Part of the commit that takes note of the chunk. */
  async stage(tx: Work, chunk: number, contents: readonly ArchivedRoom[]): Promise<void> {
    const { archive, names, me } = this.#deps;
    const record = archive.cell.in(tx);
    const { restoring } = record;
    if (!restoring || chunk >= (restoring.upTo ?? 0)) return;
    const staged = { ...restoring.staged };
    for (const { roomId, entries, name } of contents) {
      const id = uuid(roomId);
      if (name) await names.told(tx, id, me, name);
      for (const entry of entries) tx.put(STAGED, stagedName(id), entry, stagedSuffix(entry));
      const { entries: before = 0, parts = 0 } = staged[id] ?? {};
      if (entries.length > 0) staged[id] = { entries: before + entries.length, parts };
    }
    archive.cell.set(tx, { ...record, restoring: { ...restoring, staged } });
  }

  /** Hands over what is staged, once all is that is to come. */
  async work(): Promise<void> {
    const { archive, history } = this.#deps;
    while (archive.isOnline) {
      const { restoring, kept } = archive.cell.value;
      if (!restoring || restoring.upTo === null || (kept && kept.chunks < restoring.upTo)) return;
      const [roomId] = Object.keys(restoring.staged);
      if (roomId === undefined) return this.#change(() => null);
      if (history.waiting >= WINDOW) await this.#pause();
      else await this.#handOver(roomId);
    }
  }

  async #handOver(roomId: string): Promise<void> {
    const { ledger, history } = this.#deps;
    const range = { from: '0', before: ':', limit: PAGE + 1 };
    const found = await ledger.readSuffixes(STAGED, stagedName(roomId), range);
    const [part, ...others] = cutHistory(asRoomId(fromUuid(roomId)), found.slice(0, PAGE));
    await this.#change((restoring, tx) => {
      const { [roomId]: own, ...rest } = restoring.staged;
      if (!part || !own) return { ...restoring, staged: rest };
      const isLast = others.length === 0 && found.length <= PAGE;
      const taken = part.entries.length;
      const number = own.parts + 1;
      const done = restoring.done + taken;
      const staged = isLast ? rest : { ...rest, [roomId]: { entries: own.entries - taken, parts: number } };
      const left = Object.values(staged).reduce((sum, { entries }) => sum + entries, 0);
      const total = Object.keys(staged).length === 0 ? done : Math.max(done + left, done + 1);
      const refusal = history.came(tx, ARCHIVE, { ...part, number, of: isLast ? number : number + 1, total });
      // What is staged stays: there is room again once what waits has its place.
      if (refusal !== null) throw new ApiError(refusal, 0);
      for (const entry of found.slice(0, taken)) tx.delete(STAGED, stagedName(roomId), stagedSuffix(entry));
      return { ...restoring, staged, done };
    });
  }

  async #change(change: (restoring: Restoring, tx: Work) => Restoring | null): Promise<void> {
    const { archive, ledger, events } = this.#deps;
    await ledger.transact((tx) => {
      const record = archive.cell.in(tx);
      if (!record.restoring) return;
      archive.cell.set(tx, { ...record, restoring: change(record.restoring, tx) });
      tx.afterwards(events.changed);
    });
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => void this.#deps.timers.after(LOOK_AGAIN_MS, resolve));
  }
}
