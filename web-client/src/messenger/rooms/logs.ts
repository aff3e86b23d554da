import type { TacetError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  fromUuid,
  roomId as asRoomId,
  takeEntries,
  uuid,
  type LogContext,
  type TakenEntry,
  type VerifiedLog,
} from '../../protocol/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { Serial } from '../kernel/serial.ts';
import { ApiError, type LogPage, type SocialApi } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Chronicle } from './chronicle.ts';
import type { Groups } from './groups.ts';

export interface LogsDependencies {
  readonly crypto: CryptoProvider;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly ledger: Ledger;
  readonly lists: Pick<DeviceLists, 'rememberedHash'>;
  readonly groups: Groups;
  readonly chronicle: Chronicle;
  readonly clock: Clock;
}

/** Follows the membership logs of groups: one thing at a time in each. */
export class Logs {
  readonly #deps: LogsDependencies;
  readonly #turns = new Map<string, Serial>();
  /** Asked for and not begun: whoever asks meanwhile is served by it. */
  readonly #planned = new Map<string, Promise<void>>();
  /** Rooms that nobody answered for when they were last asked about. */
  readonly #behind = new Set<string>();

  /** What the service shows of the log of that room does not hold. */
  onRefused: (roomId: string, code: string) => Promise<void> = () => Promise.resolve();
  /** Everything that the service shows of it was verified. */
  onVerified: (roomId: string) => Promise<void> = () => Promise.resolve();

  constructor(deps: LogsDependencies) {
    this.#deps = deps;
  }

  /** Runs something that reads the log and changes it, apart from all else that does in this room. */
  run<T>(roomId: string, work: () => Promise<T>): Promise<T> {
    const turns = this.#turns.get(roomId) ?? new Serial();
    this.#turns.set(roomId, turns);
    return turns.run(work);
  }

  /**
   * Fetches and takes what is newer; the service is asked after this call. What does not hold is an alarm, and no
   * failure of this.
   *
   * @throws ApiError when nobody answers
   */
  follow(roomId: string): Promise<void> {
    const planned = this.#planned.get(roomId);
    if (planned) return planned;
    const following = this.run(roomId, () => {
      this.#planned.delete(roomId);
      return this.followNow(roomId);
    });
    this.#planned.set(roomId, following);
    return following;
  }

  /** As {@link follow}. @returns false when nobody answers */
  async followIfReachable(roomId: string): Promise<boolean> {
    try {
      await this.follow(roomId);
      return true;
    } catch (cause) {
      if (cause instanceof ApiError) return false;
      throw cause;
    }
  }

  /** Whether nobody answered when it was last asked how far the log of that room goes. */
  isBehind(roomId: string): boolean {
    return this.#behind.has(roomId);
  }

  /** As {@link follow}, for what runs alone already. */
  async followNow(roomId: string): Promise<void> {
    try {
      await this.#follow(roomId);
      this.#behind.delete(roomId);
    } catch (cause) {
      if (cause instanceof ApiError) this.#behind.add(roomId);
      throw cause;
    }
  }

  context(): LogContext {
    const { lists, clock } = this.#deps;
    return {
      rememberedHash: (account, version) => lists.rememberedHash(uuid(account), version),
      nowMs: clock.now(),
    };
  }

  /** Each round takes an entry at least, and a log has an end: so has this. */
  async #follow(roomId: string): Promise<void> {
    for (;;) {
      const known = this.#deps.groups.get(roomId)?.log ?? null;
      const page = await this.#page(roomId, known?.sequence ?? 0);
      if (!page) return known ? this.onRefused(roomId, 'membership-rolled-back') : undefined;
      // [M-8] Fewer than this device has verified: the service would go on as if somebody were still in, or out.
      if (page.sequence < (known?.sequence ?? 0)) return this.onRefused(roomId, 'membership-rolled-back');
      const { log, taken, refusal } = await this.#taken(roomId, known, page);
      if (log && taken.length > 0) await this.commit(roomId, log, taken, page);
      if (refusal) return this.onRefused(roomId, refusal.code);
      if (log && log.sequence >= page.sequence) return this.onVerified(roomId);
      // It says that there is more, and does not show it.
      if (taken.length === 0) return this.onRefused(roomId, 'membership-gap');
    }
  }

  /**
   * @param taken entries by which the log became `log`
   * @param service its number of what it has of the room, and how many entries that are
   */
  commit(
    roomId: string,
    log: VerifiedLog,
    taken: readonly TakenEntry[],
    { version, sequence: whole }: Pick<LogPage, 'version' | 'sequence'>,
  ): Promise<void> {
    const { ledger, chronicle } = this.#deps;
    return ledger.transact((tx) => chronicle.take(tx, { roomId, log, taken, whole, version }));
  }

  #taken(
    roomId: string,
    known: VerifiedLog | null,
    { entries }: LogPage,
  ): Promise<{
    readonly log: VerifiedLog | null;
    readonly taken: readonly TakenEntry[];
    readonly refusal: TacetError | null;
  }> {
    return takeEntries(this.#deps.crypto, known, asRoomId(fromUuid(roomId)), entries, this.context());
  }

  /** @returns null when the service knows no log of that room, or none for this account */
  async #page(roomId: string, after: number): Promise<LogPage | null> {
    const { login, social } = this.#deps;
    try {
      return await login.authorised((token) => social.roomLog(token, roomId, after));
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'not-found') return null;
      throw cause;
    }
  }
}
