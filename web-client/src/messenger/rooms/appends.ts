import { equal } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  fromUuid,
  limits,
  makeEntry,
  roomId as asRoomId,
  takeEntries,
  takeEntry,
  type EntryMaking,
  type MembershipChange,
  type OurDevice,
  type RoomName,
  type TakenEntry,
  type VerifiedLog,
} from '../../protocol/index.ts';
import { MessengerFailure } from '../failures.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { ApiError, type SocialApi } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Groups } from './groups.ts';
import type { Logs } from './logs.ts';
import type { Names } from './names.ts';
import { emptyGroup, type PendingAppend } from './records.ts';

/** How often the same bytes are offered to a service that does not answer, before the user is told. */
const OFFERS = 3;

export interface AppendsDependencies {
  readonly me: string;
  readonly crypto: CryptoProvider;
  readonly device: OurDevice;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly ledger: Ledger;
  readonly lists: Pick<DeviceLists, 'refresh' | 'signed'>;
  readonly groups: Groups;
  readonly logs: Logs;
  readonly names: Names;
  readonly clock: Clock;
}

/**
 * What somebody wants of a group, judged by the log as it is.
 *
 * @returns changes that are still to be made, none if it is so already
 * @throws MessengerFailure, ApiError when it makes no sense
 */
export type Wish = (log: VerifiedLog, isAgain: boolean) => readonly MembershipChange[];

/** Entries that are made and not yet taken by the service, and the log that they would make. */
export interface Draft {
  readonly log: VerifiedLog;
  readonly taken: readonly TakenEntry[];
  readonly entries: readonly Uint8Array[];
}

/** [M-9] Writes into membership logs: compare-and-swap, and the same bytes again where an answer was lost. */
export class Appends {
  readonly #deps: AppendsDependencies;

  constructor(deps: AppendsDependencies) {
    this.#deps = deps;
  }

  /**
   * Makes a wish come true, or finds that it has; whoever was faster is judged first.
   *
   * @param name that a rename commits to
   * @throws ApiError, and what the wish throws
   */
  async change(roomId: string, wish: Wish, name: RoomName | null = null): Promise<void> {
    const { groups, logs } = this.#deps;
    let isAgain = false;
    const changes = async (making: EntryMaking): Promise<void> => {
      for (let tries = 0; tries < limits.MAX_APPEND_TRIES; tries++) {
        if (groups.get(roomId)?.pending) await this.#settle(roomId);
        const log = groups.get(roomId)?.log;
        if (!log) throw new ApiError('not-found');
        const wanted = await this.#wanted(roomId, log, () => wish(log, isAgain));
        if (wanted === null) continue;
        if (wanted.length === 0) return;
        isAgain = true;
        const draft = await this.draft({ log, taken: [], entries: [] }, wanted, making);
        if (await this.#offerOrLearn(roomId, draft, log, name)) return;
      }
      // [M-9] Each time somebody else was faster.
      throw new ApiError('room-log-conflict');
    };
    await this.underNewestList((making) => logs.run(roomId, () => changes(making)));
  }

  /**
   * Makes entries by our newest list. Another device of ours may replace it before the service has them: what is refused
   * then was not taken, and is made anew.
   *
   * @param work run again for each newer list
   * @throws ApiError `login-ended` when the list names this device no more; and what the work throws
   */
  async underNewestList<T>(work: (making: EntryMaking) => Promise<T>): Promise<T> {
    let making = await this.#making();
    for (let tries = 1; ; tries++) {
      try {
        return await work(making);
      } catch (cause) {
        if (!isRefused(cause) || tries === limits.MAX_APPEND_TRIES) throw cause;
        const { signedList } = making;
        making = await this.#making();
        if (equal(making.signedList, signedList)) throw cause;
      }
    }
  }

  /**
   * What makes no sense by the log that is known here may make some by the newest: somebody may have declined a moment ago.
   *
   * @returns null when there are entries by which it has to be judged anew
   */
  async #wanted(
    roomId: string,
    { sequence }: VerifiedLog,
    judge: () => readonly MembershipChange[],
  ): Promise<readonly MembershipChange[] | null> {
    const { groups, logs } = this.#deps;
    try {
      return judge();
    } catch (cause) {
      if (!(cause instanceof MessengerFailure)) throw cause;
      // Where nobody answers, it is judged by what is known.
      await logs.followNow(roomId).catch((unknown: unknown) => {
        throw unknown instanceof ApiError ? cause : unknown;
      });
      if (groups.get(roomId)?.log?.sequence === sequence) throw cause;
      return null;
    }
  }

  /** @returns false when there are entries by which it has to be judged anew */
  async #offerOrLearn(
    roomId: string,
    draft: Draft,
    { sequence }: VerifiedLog,
    name: RoomName | null,
  ): Promise<boolean> {
    const { groups, logs } = this.#deps;
    try {
      if (await this.offer(roomId, sequence, draft, name)) return true;
      await logs.followNow(roomId);
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.isUnanswered) throw cause;
      // Whoever is out is told so, and not that there are other entries.
      await logs.followNow(roomId);
      if (groups.get(roomId)?.log?.sequence === sequence) throw cause;
    }
    return false;
  }

  /** What all entries of ours are made with: they name our newest list. */
  async #making(): Promise<EntryMaking> {
    const { me, device, lists, clock } = this.#deps;
    // What runs already may have been answered before the list was replaced.
    const { devices } = await lists.refresh(me);
    const isListed = devices.some(({ deviceId }) => equal(deviceId, device.public.deviceId));
    if (!isListed) throw new ApiError('login-ended', 401);
    const signedList = await lists.signed(me);
    if (!signedList) throw new ApiError('unavailable');
    return { signedList, nowMs: clock.now() };
  }

  /** The draft with more entries, each taken as every member will take it. */
  async draft(before: Draft, changes: readonly MembershipChange[], making: EntryMaking): Promise<Draft> {
    const { crypto, device, logs } = this.#deps;
    let draft = before;
    for (const change of changes) {
      const signed = await makeEntry(crypto, device, draft.log, change, making);
      const next = await takeEntry(crypto, draft.log, draft.log.roomId, signed, logs.context());
      const taken = next.taken ? [...draft.taken, next.taken] : draft.taken;
      draft = { log: next.log, taken, entries: [...draft.entries, signed] };
    }
    return draft;
  }

  /**
   * Asks the service to take entries, and stores what follows from them.
   *
   * @returns false when somebody else was faster
   * @throws ApiError why they were not taken; or that nobody knows, and then they are looked for later
   */
  async offer(roomId: string, after: number, draft: Draft, name: RoomName | null): Promise<boolean> {
    const pending = { after, entries: draft.entries, abandoned: false };
    await this.#remember(roomId, pending, name);
    const version = await this.#post(roomId, pending);
    if (version === null) return false;
    const { log, taken } = draft;
    await this.#deps.logs.commit(roomId, log, taken, { version, sequence: log.sequence });
    return true;
  }

  /** What was under way when the engine last stopped, or when nobody answered. */
  async resume(roomId: string): Promise<void> {
    await this.#deps.logs.run(roomId, async () => {
      if (this.#deps.groups.get(roomId)?.pending) await this.#settle(roomId);
    });
  }

  async #settle(roomId: string): Promise<void> {
    const { crypto, groups, logs } = this.#deps;
    const { pending, log } = groups.get(roomId) ?? emptyGroup(roomId);
    if (!pending) return;
    const version = pending.abandoned ? null : await this.#postOrDrop(roomId, pending);
    if (version === null) {
      await logs.followNow(roomId);
      return this.#drop(roomId);
    }
    const room = asRoomId(fromUuid(roomId));
    const { log: grown, taken } = await takeEntries(crypto, log, room, pending.entries, logs.context());
    if (grown) await logs.commit(roomId, grown, taken, { version, sequence: grown.sequence });
  }

  async #postOrDrop(roomId: string, pending: PendingAppend): Promise<number | null> {
    try {
      return await this.#post(roomId, pending);
    } catch (cause) {
      // Nobody waits for it any more who could be told.
      if (cause instanceof ApiError && !cause.isUnanswered) return null;
      throw cause;
    }
  }

  /** @returns the version that the room has by it; null when somebody else was faster */
  async #post(roomId: string, { after, entries }: PendingAppend): Promise<number | null> {
    const { login, social } = this.#deps;
    for (let offers = 1; ; offers++) {
      try {
        const { version } = await login.authorised((token) =>
          social.appendToLog(token, roomId, after, entries),
        );
        return version;
      } catch (cause) {
        if (!(cause instanceof ApiError)) throw cause;
        if (cause.code === 'room-log-conflict') {
          await this.#drop(roomId);
          return null;
        }
        if (cause.isUnanswered && offers < OFFERS) continue;
        await (cause.isUnanswered ? this.#abandon(roomId) : this.#drop(roomId));
        throw cause;
      }
    }
  }

  #remember(roomId: string, pending: PendingAppend, name: RoomName | null): Promise<void> {
    const { me, ledger, groups, names } = this.#deps;
    return ledger.transact(async (tx) => {
      groups.update(tx, { ...(groups.row(tx, roomId) ?? emptyGroup(roomId)), pending });
      if (name) await names.told(tx, roomId, me, name);
    });
  }

  #drop(roomId: string): Promise<void> {
    const { ledger, groups } = this.#deps;
    return ledger.transact((tx) => {
      const group = groups.row(tx, roomId);
      if (group?.pending) groups.update(tx, { ...group, pending: null });
    });
  }

  #abandon(roomId: string): Promise<void> {
    const { ledger, groups } = this.#deps;
    return ledger.transact((tx) => {
      const group = groups.row(tx, roomId);
      const pending = group?.pending;
      if (group && pending) groups.update(tx, { ...group, pending: { ...pending, abandoned: true } });
    });
  }
}

/** Also when the list by which an entry was made is the newest no more, contracts/rest.md. */
const isRefused = (cause: unknown): boolean =>
  cause instanceof ApiError && cause.code === 'room-entry-invalid';
