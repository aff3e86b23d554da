import { equal } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import type { Person } from '../../../src/messenger/port.ts';
import { ApiError, type LogPage, type RoomEntry } from '../../../src/messenger/ports/api.ts';
import {
  accountId,
  decodeEntry,
  decodeSignedEntry,
  fromUuid,
  invitedOf,
  judge,
  memberOf,
  roomId as asRoomId,
  takeEntry,
  uuid,
  verifyDeviceList,
  type MembershipEntry,
  type Objection,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';

const MAX_APPENDED = 8;

interface Kept {
  readonly entries: readonly Uint8Array[];
  readonly log: VerifiedLog;
  readonly version: number;
  /** Sequence of the entry that ended somebody's part, by account. */
  readonly ended: ReadonlyMap<string, number>;
  readonly gone: ReadonlySet<string>;
}

/** The account and device of a token. */
export interface Author {
  readonly accountId: string;
  readonly deviceId: string;
}

/** What the groups have to know of everything else that the service keeps. */
export interface Neighbours {
  person(accountId: string): Person;
  exists(accountId: string): boolean;
  areFriends(one: string, other: string): boolean;
  /** Every list of an account, as it was uploaded. */
  lists(accountId: string): readonly Uint8Array[];
  changed(audience: readonly string[]): void;
}

/** The groups of `social-service` as `contracts/rest.md` describes them, in memory: it replays every log. */
export class GroupsDouble {
  readonly kept = new Map<string, Kept>();
  /** What it shows to `reader` of a log: the truth, unless a test has it lie. */
  shows = (_reader: string, _roomId: string, genuine: readonly Uint8Array[]): readonly Uint8Array[] =>
    genuine;
  /** The rooms that it says `reader` is in. */
  lists = (_reader: string, genuine: readonly RoomEntry[]): readonly RoomEntry[] => genuine;
  readonly #crypto: CryptoProvider;
  readonly #neighbours: Neighbours;
  /** Entries of one answer at most, as the service has it. */
  pageSize = 64;

  constructor(crypto: CryptoProvider, neighbours: Neighbours) {
    this.#crypto = crypto;
    this.#neighbours = neighbours;
  }

  /** Members whose account is there, as the projection for the relay has them; null when there is no such group. */
  members(roomId: string): readonly string[] | null {
    const kept = this.kept.get(roomId);
    return kept ? accounts(kept.log.members).filter((account) => !kept.gone.has(account)) : null;
  }

  /** Whether two accounts see each other: both are in a group, or invited there. */
  areFellows(one: string, other: string): boolean {
    return [...this.kept.values()].some(({ log }) => {
      const all = [...accounts(log.members), ...accounts(log.invited)];
      return all.includes(one) && all.includes(other);
    });
  }

  areFellowMembers(one: string, other: string): boolean {
    const all = [...this.kept.keys()].map((roomId) => this.members(roomId) ?? []);
    return all.some((members) => members.includes(one) && members.includes(other));
  }

  rooms(reader: string): readonly RoomEntry[] {
    const genuine = [...this.kept].flatMap(([roomId, kept]) => this.#entry(roomId, kept, reader) ?? []);
    return this.lists(reader, genuine);
  }

  page(reader: string, roomId: string, after: number): LogPage {
    const kept = this.kept.get(roomId);
    const until = kept && partOf(kept, reader);
    if (!kept || until === null || until === undefined) throw new ApiError('not-found', 404);
    const shown = this.shows(reader, roomId, kept.entries.slice(0, until));
    return {
      entries: shown.slice(after, after + this.pageSize),
      sequence: shown.length,
      version: kept.version,
    };
  }

  async append(
    author: Author,
    roomId: string,
    after: number,
    entries: readonly Uint8Array[],
  ): Promise<{ sequence: number; version: number }> {
    const kept = this.kept.get(roomId);
    const stored = kept?.entries.slice(after, after + entries.length) ?? [];
    const isRepeated =
      stored.length === entries.length && entries.every((each, at) => isSame(each, stored[at]));
    if (kept && isRepeated) return { sequence: after + entries.length, version: kept.version };
    if (after !== (kept?.entries.length ?? 0)) throw new ApiError('room-log-conflict', 409);
    if (entries.length === 0 || entries.length > MAX_APPENDED) throw new ApiError('room-entry-invalid', 400);
    this.#refuseEmptyGroup(kept, entries);
    let next = kept;
    for (const signed of entries) next = await this.#taken(author, roomId, next, signed);
    // Judging took turns of others: whoever is first is first.
    if (this.kept.get(roomId) !== kept) throw new ApiError('room-log-conflict', 409);
    if (!next) throw new ApiError('room-entry-invalid', 400);
    this.kept.set(roomId, { ...next, version: (kept?.version ?? 0) + 1 });
    this.#tell(kept, next);
    return { sequence: next.log.sequence, version: (kept?.version ?? 0) + 1 };
  }

  /** The account was deleted. */
  forget(account: string): void {
    for (const [roomId, kept] of this.kept) {
      if (!accounts(kept.log.members).includes(account)) continue;
      const next = { ...kept, version: kept.version + 1, gone: new Set([...kept.gone, account]) };
      this.kept.set(roomId, next);
      this.#tell(kept, next);
    }
  }

  #refuseEmptyGroup(kept: Kept | undefined, entries: readonly Uint8Array[]): void {
    const changes = entries.map((each) => decodeEntry(decodeSignedEntry(each).entry).change.type);
    if (!kept && !changes.includes('invite')) throw new ApiError('group-empty', 400);
  }

  async #taken(author: Author, roomId: string, kept: Kept | undefined, signed: Uint8Array): Promise<Kept> {
    const entry = decodeEntry(decodeSignedEntry(signed).entry);
    const { change } = entry;
    this.#refuseAuthor(author, entry);
    const before = kept?.log ?? null;
    const objection = judge(before, entry.author.accountId, change);
    if (objection) throw new ApiError(REFUSALS[objection], 409);
    if (change.type === 'invite')
      for (const { accountId: guest } of change.people) this.#refuseGuest(author, uuid(guest));
    if (change.type === 'expel') await this.#refuseEvidence(uuid(change.accountId), change.evidence);
    const { log } = await this.#verified(roomId, before, signed);
    const lost = [...(before?.members ?? []), ...(before?.invited ?? [])].filter(
      (person) => !memberOf(log, person.accountId) && !invitedOf(log, person.accountId),
    );
    const ended = new Map([
      ...(kept?.ended ?? []),
      ...accounts(lost).map((each) => [each, log.sequence] as const),
    ]);
    return {
      entries: [...(kept?.entries ?? []), signed],
      log,
      version: kept?.version ?? 0,
      ended,
      gone: kept?.gone ?? new Set(),
    };
  }

  async #verified(
    roomId: string,
    log: VerifiedLog | null,
    signed: Uint8Array,
  ): Promise<{ log: VerifiedLog }> {
    const context = { rememberedHash: () => Promise.resolve(null), nowMs: 0 };
    try {
      return await takeEntry(this.#crypto, log, asRoomId(fromUuid(roomId)), signed, context);
    } catch (cause) {
      throw new ApiError('room-entry-invalid', 400, null, cause);
    }
  }

  #refuseAuthor(author: Author, { author: said, listVersion }: MembershipEntry): void {
    const isToken = uuid(said.accountId) === author.accountId && uuid(said.deviceId) === author.deviceId;
    const newest = this.#neighbours.lists(author.accountId).length;
    if (!isToken || listVersion !== newest) throw new ApiError('room-entry-invalid', 400);
  }

  #refuseGuest(owner: Author, guest: string): void {
    if (!this.#neighbours.exists(guest)) throw new ApiError('user-not-found', 404);
    if (!this.#neighbours.areFriends(owner.accountId, guest)) throw new ApiError('not-a-friend', 409);
  }

  /** Only a list that it hands out, of an identity that the account has now. */
  async #refuseEvidence(account: string, evidence: Uint8Array): Promise<void> {
    const lists = this.#neighbours.lists(account);
    const newest = lists.at(-1);
    const read = (signed: Uint8Array) => verifyDeviceList(this.#crypto, accountId(fromUuid(account)), signed);
    const isHandedOut = lists.some((each) => equal(each, evidence));
    if (
      !newest ||
      !isHandedOut ||
      !equal((await read(newest)).identityKey, (await read(evidence)).identityKey)
    ) {
      throw new ApiError('room-entry-invalid', 400);
    }
  }

  #tell(before: Kept | undefined, after: Kept): void {
    const people = [before, after].flatMap((kept) =>
      kept ? [...kept.log.members, ...kept.log.invited] : [],
    );
    this.#neighbours.changed([...new Set(accounts(people))]);
  }

  #entry(roomId: string, kept: Kept, reader: string): RoomEntry | null {
    const until = partOf(kept, reader);
    if (until === null) return null;
    const { log, version } = kept;
    const isIn = inNow(log, reader);
    const person = (account: string) => this.#neighbours.person(account);
    return {
      roomId,
      kind: 'group',
      version,
      open: isIn,
      members: isIn ? (this.members(roomId) ?? []).map(person) : [],
      group: {
        sequence: isIn ? this.shows(reader, roomId, kept.entries).length : until,
        invited: isIn
          ? accounts(log.invited)
              .filter((each) => this.#neighbours.exists(each))
              .map(person)
          : [],
        gone: isIn ? [...kept.gone] : [],
      },
    };
  }
}

const accounts = (people: readonly { readonly accountId: Parameters<typeof uuid>[0] }[]): readonly string[] =>
  people.map(({ accountId: account }) => uuid(account));

const isSame = (one: Uint8Array, other: Uint8Array | undefined): boolean =>
  other !== undefined && equal(one, other);

const inNow = ({ members, invited }: VerifiedLog, account: string): boolean =>
  [...accounts(members), ...accounts(invited)].includes(account);

/** How much of the log somebody may see: all of it, as far as the entry that ended their part, or nothing. */
function partOf({ log, ended }: Kept, account: string): number | null {
  return inNow(log, account) ? log.sequence : (ended.get(account) ?? null);
}

const REFUSALS: Readonly<Record<Objection, string>> = {
  'not-a-member': 'not-a-member',
  'not-the-owner': 'not-the-owner',
  'not-invited': 'not-a-member',
  'not-begun': 'room-entry-invalid',
  'already-begun': 'room-log-conflict',
  'room-over': 'not-a-member',
  'log-full': 'limit-reached',
  'invites-author': 'cannot-invite-yourself',
  'already-a-member': 'already-a-member',
  'already-invited': 'already-invited',
  'room-full': 'room-full',
  'not-in-the-room': 'room-entry-invalid',
  'is-the-owner': 'room-entry-invalid',
  'is-the-author': 'room-entry-invalid',
};
