import type { CryptoProvider } from '../../crypto/index.ts';
import { isAboutUsername, type Alarms } from '../alarms/alarms.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { notice } from '../conversations/notice.ts';
import { Anew } from '../kernel/anew.ts';
import type { FriendRequest, Person } from '../port.ts';
import { ApiError, type RequestEntry, type RoomEntry, type SocialApi } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import type { Groups } from '../rooms/groups.ts';
import { Cell } from '../vault/cell.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import { directRoomId } from './room-id.ts';
import { tellRenamed } from './renamed.ts';
import { Usernames } from './usernames.ts';

/** What the social service said last, kept for starting offline. */
interface SocialState {
  readonly incoming: readonly FriendRequest[];
  readonly outgoing: readonly FriendRequest[];
  readonly blocked: readonly Person[];
}

interface DirectRoom {
  readonly room: RoomEntry;
  /** [C-20] As this device knows them. */
  readonly person: Person;
  /** As the service tells of them now. */
  readonly told: Person;
}

const NOBODY: SocialState = { incoming: [], outgoing: [], blocked: [] };

export interface DirectoryDependencies {
  readonly me: string;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly ledger: Ledger;
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly alarms: Alarms;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly changed: () => void;
}

/** Friends, requests and blocks as the service tells them, and the conversations that follow from them. */
export class Directory {
  readonly usernames: Usernames;
  readonly #cell = new Cell<SocialState>('social', 1, NOBODY);
  readonly #deps: DirectoryDependencies;
  readonly #question = new Anew(() => this.#fetch());
  #direct: ReadonlyMap<string, DirectRoom> = new Map();

  /**
   * Groups as the service tells them.
   *
   * @throws ApiError when nobody answered for one of them
   */
  onGroups: (rooms: readonly RoomEntry[]) => Promise<void> = () => Promise.resolve();
  /** Nobody answered for a group; everything else is up to date. */
  onBehind: (cause: ApiError) => void = () => undefined;
  /** Conversations opened, for the first time or again. */
  onOpened: () => void = () => undefined;

  constructor(deps: DirectoryDependencies) {
    this.#deps = deps;
    this.usernames = new Usernames({ ...deps, met: () => metIn(this.value) });
  }

  load(): Promise<void> {
    return this.#cell.load(this.#deps.ledger);
  }

  /** A room of two as the service told it last, also one that is closed and not shown. */
  direct(roomId: string): DirectRoom | undefined {
    return this.#direct.get(roomId);
  }

  get value(): SocialState {
    return this.#cell.value;
  }

  /**
   * Fetches everything anew. Who asks while a fetch runs waits for one that began later: the running one
   * may have read before whatever happened.
   */
  refresh(): Promise<void> {
    return this.#question.run();
  }

  /**
   * As {@link refresh}; when nobody answers, the next connection brings it anyway.
   *
   * @returns whether the service answered
   */
  async refreshIfReachable(): Promise<boolean> {
    try {
      await this.refresh();
      return true;
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      return false;
    }
  }

  async #fetch(): Promise<void> {
    const { social, login, ledger } = this.#deps;
    const [requests, blocks, rooms] = await Promise.all([
      login.authorised((token) => social.friendRequests(token)),
      login.authorised((token) => social.blocks(token)),
      login.authorised((token) => social.rooms(token)),
    ]);
    const genuine = this.#named(await this.#genuine(rooms));
    this.#direct = new Map(genuine.map((each) => [each.room.roomId, each]));
    const own = await this.#own(rooms);
    const since = await this.#since(genuine);
    const people = {
      incoming: this.#requests(requests.incoming),
      outgoing: this.#requests(requests.outgoing),
      blocked: this.usernames.kept(blocks.map(({ user }) => user)),
    };
    await ledger.transact(async (tx) => {
      if (own) this.#reconcileOwn(tx, own);
      this.#cell.set(tx, people);
      this.#reconcileAll(tx, genuine, since);
      await this.#closeOthers(tx, new Set(genuine.map(({ room }) => room.roomId)));
      await this.#judgeNames(tx, genuine);
      tx.afterwards(this.#deps.changed);
    });
    await this.#followGroups(rooms);
  }

  /** A group that nobody answers for holds up nothing else. */
  async #followGroups(rooms: readonly RoomEntry[]): Promise<void> {
    try {
      await this.onGroups(rooms);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      this.onBehind(cause);
    }
  }

  /** [C-19] Rooms of two, one of them me, under the id that these two have. */
  async #genuine(rooms: readonly RoomEntry[]): Promise<readonly Omit<DirectRoom, 'person'>[]> {
    const { me, crypto } = this.#deps;
    const found: Omit<DirectRoom, 'person'>[] = [];
    for (const room of rooms) {
      const told = room.members.find((member) => member.accountId !== me);
      if (room.kind !== 'direct' || room.members.length !== 2 || !told) continue;
      if (room.roomId === (await directRoomId(crypto, me, told.accountId))) found.push({ room, told });
    }
    return found;
  }

  #named(rooms: readonly Omit<DirectRoom, 'person'>[]): readonly DirectRoom[] {
    const kept = this.usernames.kept(rooms.map(({ told }) => told));
    return rooms.map((each, at) => ({ ...each, person: kept[at] ?? each.told }));
  }

  #requests(entries: readonly RequestEntry[]): readonly FriendRequest[] {
    const kept = this.usernames.kept(entries.map(({ user }) => user));
    return entries.map(({ requestId, user, createdAt }, at) => ({
      requestId,
      person: kept[at] ?? user,
      createdAtMs: createdAt,
    }));
  }

  /**
   * When friendships began, by room, for a device that has no conversation yet. Its history comes newest first [D-10]: below
   * what has come is only what ends earlier, and not every friend of whom nothing is here so far.
   */
  async #since(rooms: readonly DirectRoom[]): Promise<ReadonlyMap<string, number>> {
    const { social, login, conversations } = this.#deps;
    const isNew = ![...conversations.table.all()].some(({ kind }) => kind === 'direct');
    if (!isNew || !rooms.some(({ room }) => room.open)) return new Map();
    const friends = await login.authorised((token) => social.friends(token));
    return new Map(friends.map(({ roomId, since }) => [roomId, since]));
  }

  /** [D-7] The room of this account with itself. */
  async #own(rooms: readonly RoomEntry[]): Promise<RoomEntry | undefined> {
    const { me, crypto } = this.#deps;
    const own = rooms.find(({ kind, members }) => kind === 'self' && members.length === 1);
    return own?.roomId === (await directRoomId(crypto, me, me)) ? own : undefined;
  }

  #reconcileOwn(tx: Work, { roomId, version, open }: RoomEntry): void {
    const { conversations, clock } = this.#deps;
    const known = conversations.row(tx, roomId);
    if (!known) {
      conversations.begin(tx, { kind: 'self', roomId, roomVersion: version, atMs: clock.now() });
    } else if (known.open !== open || known.roomVersion !== version) {
      conversations.update(tx, { ...known, open, roomVersion: version });
    }
  }

  /** Rooms that the service no longer knows: the other account is gone. */
  async #closeOthers(tx: Work, known: ReadonlySet<string>): Promise<void> {
    const { conversations, alarms, clock } = this.#deps;
    for (const { kind, roomId } of conversations.table.all()) {
      if (kind !== 'direct' || known.has(roomId)) continue;
      await alarms.untold(tx, roomId, isAboutUsername);
      const row = conversations.row(tx, roomId);
      if (!row?.open) continue;
      const closed = { ...row, open: false };
      conversations.append(tx, closed, notice('friend-removed', closed, clock.now()), closed.sortMs);
    }
  }

  #reconcileAll(tx: Work, rooms: readonly DirectRoom[], since: ReadonlyMap<string, number>): void {
    const { conversations, clock } = this.#deps;
    let hasOpened = false;
    for (const each of rooms) {
      const { roomId } = each.room;
      const before = conversations.row(tx, roomId);
      hasOpened = this.#reconcile(tx, each, since.get(roomId)) || hasOpened;
      if (before?.kind === 'direct') tellRenamed(tx, conversations, before, clock.now());
    }
    // Once for all of them: a device that was just linked has all friends at once, and the relay ends a connection that
    // tells it the same thing twenty times.
    if (hasOpened) tx.afterwards(() => this.onOpened());
  }

  /** Once all are there: which of two friends of one username comes first says nothing. */
  async #judgeNames(tx: Work, rooms: readonly DirectRoom[]): Promise<void> {
    const bearers = this.#deps.conversations.bearers(tx);
    for (const { room, told, person } of rooms) {
      await this.usernames.judge(tx, room.roomId, { told: [told], kept: [person] }, bearers);
    }
  }

  /**
   * @param since when the friendship began, if that was before this device hears of it
   * @returns whether it opened, for the first time or again
   */
  #reconcile(tx: Work, { room, person }: DirectRoom, since = Number.POSITIVE_INFINITY): boolean {
    const { conversations, clock } = this.#deps;
    const known = conversations.row(tx, room.roomId);
    const opened = room.open && !known?.open;
    if (!known) {
      // A closed room without a history tells nothing: it stays out of sight until it opens.
      if (!room.open) return opened;
      const { roomId, version: roomVersion } = room;
      const atMs = Math.min(clock.now(), since);
      const begun = conversations.begin(tx, { kind: 'direct', roomId, person, roomVersion, atMs });
      conversations.append(tx, begun, notice('conversation-started', begun, atMs), atMs);
      return opened;
    }
    if (known.kind !== 'direct' || room.version < known.roomVersion) return opened;
    const updated = { ...known, person, roomVersion: room.version, open: room.open };
    if (known.open && !room.open) {
      conversations.append(tx, updated, notice('friend-removed', updated, clock.now()), updated.sortMs);
    } else if (JSON.stringify(updated) !== JSON.stringify(known)) {
      conversations.update(tx, updated);
    }
    return opened;
  }
}

const metIn = ({ incoming, outgoing, blocked }: SocialState): readonly Person[] => [
  ...[...incoming, ...outgoing].map(({ person }) => person),
  ...blocked,
];
