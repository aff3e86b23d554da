import { compare, equal, utf8, VerificationError, type Fixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId as asAccountId,
  authorListOf,
  fromUuid,
  isAlreadySo,
  isOwner,
  judge,
  limits,
  makeFirstEntry,
  personOf,
  roomNameHash,
  saltName,
  takeEntry,
  uuid,
  type AccountId,
  type EntryMaking,
  type LogPerson,
  type MembershipChange,
  type Objection,
  type OurDevice,
  type RoomName,
  type VerifiedDeviceList,
  type VerifiedLog,
} from '../../protocol/index.ts';
import { MessengerFailure } from '../failures.ts';
import { characters } from '../kernel/characters.ts';
import { shownLines, shownName } from '../kernel/shown-text.ts';
import type { FailureCode, Invited } from '../port.ts';
import { ApiError } from '../ports/api.ts';
import type { Appends, Draft } from './appends.ts';
import type { Evidence } from './evidence.ts';
import type { Groups } from './groups.ts';
import type { Guests } from './guests.ts';
import type { Invitations } from './invitations.ts';
import type { Logs } from './logs.ts';
import { nameInForce } from './names.ts';

export interface ChangesDependencies {
  readonly crypto: CryptoProvider;
  readonly device: OurDevice;
  readonly groups: Groups;
  readonly logs: Logs;
  readonly appends: Appends;
  readonly guests: Guests;
  readonly evidence: Evidence;
  readonly invitations: Invitations;
}

type Expulsion = MembershipChange & { readonly type: 'expel' };

/** What a group begins with. */
interface Beginning {
  readonly nonce: Fixed<32>;
  readonly name: RoomName;
  readonly people: readonly LogPerson[];
}

/** Entries of one append, contracts/rest.md. */
const MAX_AT_ONCE = 8;

/** What the user does with groups. */
export class Changes {
  readonly #deps: ChangesDependencies;
  /** The group begun last, if nobody answered: whoever tries the same again means this one. */
  #unanswered: Beginning | null = null;

  constructor(deps: ChangesDependencies) {
    this.#deps = deps;
  }

  async create(
    words: { readonly name: string; readonly description: string },
    invited: Invited,
  ): Promise<{ roomId: string }> {
    const { appends, guests } = this.#deps;
    const name = this.#named(words);
    const people = peopleOf(await guests.lists(invited));
    if (people.length >= limits.MAX_ROOM_MEMBERS) throw new MessengerFailure('room-full');
    const beginning = this.#beginning(name, people);
    try {
      const begun = await appends.underNewestList((making) => this.#begin(beginning, making));
      this.#unanswered = null;
      return begun;
    } catch (cause) {
      const isUnanswered = cause instanceof ApiError && cause.isUnanswered;
      // What was begun without an answer may stand, whatever a later try is told.
      this.#unanswered = isUnanswered || this.#unanswered === beginning ? beginning : null;
      throw cause;
    }
  }

  /** [M-1] Of one nonce there is one group, however often it is begun. */
  #beginning(name: RoomName, people: readonly LogPerson[]): Beginning {
    const before = this.#unanswered;
    if (before && isSameWish(before, { name, people })) return before;
    return { nonce: this.#deps.crypto.random(32), name, people };
  }

  async #begin({ nonce, name, people }: Beginning, making: EntryMaking): Promise<{ roomId: string }> {
    const { crypto, device, groups, logs, appends } = this.#deps;
    const nameHash = await roomNameHash(crypto, name);
    const { roomId, signed } = await makeFirstEntry(crypto, device, { nonce, nameHash }, making);
    const first = await takeEntry(crypto, null, roomId, signed, logs.context());
    const begun: Draft = { log: first.log, taken: first.taken ? [first.taken] : [], entries: [signed] };
    const draft = await appends.draft(begun, invites(people), making);
    const id = uuid(roomId);
    await logs.run(id, async () => {
      if (await appends.offer(id, 0, draft, name)) return;
      // Nobody else can have begun a room of this id: it was this device, by an older list or without an answer.
      await logs.followNow(id);
      if (!groups.get(id)?.log) throw new MessengerFailure('unverified');
    });
    return { roomId: id };
  }

  async add(roomId: string, invited: Invited): Promise<void> {
    const { groups, guests, appends } = this.#deps;
    const group = groups.get(roomId);
    if (!group?.log || !groups.meIn(group.log)) throw new MessengerFailure('not-a-member');
    if (!isOwner(group.log, this.#me)) throw new MessengerFailure('not-the-owner');
    // Without its name an invitation would say nothing.
    if (!nameInForce(group)) throw new MessengerFailure('unavailable');
    const lists = await guests.lists(invited);
    const others = lists.filter((list) => isSomebodyElse(group.log, list));
    if (others.length > 0) await this.expel(roomId, others);
    const people = peopleOf(lists);
    await appends.change(roomId, (log, isAgain) => {
      // [M-9] Whoever lost the race for some of them has what they wanted.
      const wanted = isAgain ? people.filter(({ accountId }) => !isThere(log, accountId)) : people;
      if (log.members.length + log.invited.length + wanted.length > limits.MAX_ROOM_MEMBERS) {
        throw new MessengerFailure('room-full');
      }
      const changes = invites(wanted);
      for (const change of changes) this.#refuseObjection(log, change);
      return changes;
    });
  }

  remove(roomId: string, account: string): Promise<void> {
    return this.#change(roomId, { type: 'remove', accountId: idOf(account) });
  }

  handOver(roomId: string, account: string): Promise<void> {
    return this.#change(roomId, { type: 'hand-over', accountId: idOf(account) });
  }

  leave(roomId: string): Promise<void> {
    return this.#change(roomId, { type: 'leave' });
  }

  async rename(
    roomId: string,
    input: { readonly name: string; readonly description: string },
  ): Promise<void> {
    const name = this.#named(input);
    const nameHash = await roomNameHash(this.#deps.crypto, name);
    await this.#change(roomId, { type: 'rename', nameHash }, name);
  }

  async accept(roomId: string): Promise<{ roomId: string }> {
    if (!this.#deps.invitations.isShown(roomId)) throw new MessengerFailure('not-found');
    await this.#change(roomId, { type: 'accept' });
    return { roomId };
  }

  async decline(roomId: string): Promise<void> {
    if (!this.#deps.invitations.isShown(roomId)) throw new MessengerFailure('not-found');
    await this.#change(roomId, { type: 'decline' });
  }

  /**
   * [M-10] Takes out of a group whose accounts have another identity than its log names.
   *
   * @param lists the newest of those accounts
   * @throws VerificationError `membership-identity` when nothing proves that an identity was replaced
   * @throws ApiError `room-changed` when this account may not, or need not, do it any more
   */
  async expel(roomId: string, lists: readonly VerifiedDeviceList[]): Promise<void> {
    const { appends, groups } = this.#deps;
    const changes = await this.#expulsions(groups.get(roomId)?.log ?? null, lists);
    await appends.change(roomId, (log) => {
      if (!groups.meIn(log)) throw new ApiError('room-changed');
      const left = changes.filter(({ accountId }) => isThere(log, accountId));
      if (left.some((change) => judge(log, this.#me, change))) throw new ApiError('room-changed');
      return left;
    });
  }

  async #expulsions(
    log: VerifiedLog | null,
    lists: readonly VerifiedDeviceList[],
  ): Promise<readonly Expulsion[]> {
    const changes: Expulsion[] = [];
    for (const list of lists) {
      const person = log && personOf(log, asAccountId(list.accountId));
      if (!person || equal(person.identityKey, list.identityKey)) continue;
      const since = authorListOf(log, person.accountId)?.version ?? 0;
      const evidence = await this.#deps.evidence.against(list, person.identityKey, since);
      if (!evidence) throw new VerificationError('membership-identity');
      changes.push({ type: 'expel', accountId: person.accountId, evidence });
    }
    return changes.slice(0, MAX_AT_ONCE);
  }

  /** [M-15] With a salt of its own. */
  #named(input: { readonly name: string; readonly description: string }): RoomName {
    const name = shownName(input.name);
    const description = shownLines(input.description);
    const fits =
      characters(name) <= limits.MAX_NAME_CHARACTERS &&
      utf8(description.toWellFormed()).length <= limits.MAX_ROOM_DESCRIPTION_BYTES;
    if (name === '' || !fits || !name.isWellFormed() || !description.isWellFormed()) {
      throw new MessengerFailure('group-name-invalid');
    }
    return saltName(this.#deps.crypto, name, description);
  }

  get #me(): AccountId {
    return this.#deps.device.public.accountId;
  }

  async #change(roomId: string, change: MembershipChange, name: RoomName | null = null): Promise<void> {
    const { appends, groups } = this.#deps;
    await appends.change(
      roomId,
      (log) => {
        if (isAlreadySo(log, this.#me, change)) return [];
        const joining = change.type === 'accept' || change.type === 'decline';
        if (!joining && !groups.meIn(log)) throw new MessengerFailure('not-a-member');
        this.#refuseObjection(log, change);
        return [change];
      },
      name,
    );
  }

  #refuseObjection(log: VerifiedLog, change: MembershipChange): void {
    const objection = judge(log, this.#me, change);
    if (objection) throw new MessengerFailure(FAILURES[objection]);
  }
}

const isSameWish = (one: Omit<Beginning, 'nonce'>, other: Omit<Beginning, 'nonce'>): boolean =>
  one.name.name === other.name.name &&
  one.name.description === other.name.description &&
  idsOf(one.people) === idsOf(other.people);

const idsOf = (people: readonly LogPerson[]): string => people.map(({ accountId }) => uuid(accountId)).join();

const idOf = (account: string): AccountId => asAccountId(fromUuid(account));
const isThere = (log: VerifiedLog, account: AccountId): boolean => personOf(log, account) !== null;

/** The log has the account under another identity than it has now. */
function isSomebodyElse(log: VerifiedLog | null, list: VerifiedDeviceList): boolean {
  const person = log && personOf(log, asAccountId(list.accountId));
  return person !== null && !equal(person.identityKey, list.identityKey);
}

const peopleOf = (lists: readonly VerifiedDeviceList[]): readonly LogPerson[] =>
  lists
    .map(({ accountId, identityKey }) => ({ accountId: asAccountId(accountId), identityKey }))
    .toSorted((a, b) => compare(a.accountId, b.accountId));

/** [M-5] As many invites as it takes. */
function invites(people: readonly LogPerson[]): readonly MembershipChange[] {
  const count = Math.ceil(people.length / limits.MAX_INVITED_AT_ONCE);
  return Array.from({ length: count }, (_, at) => {
    const from = at * limits.MAX_INVITED_AT_ONCE;
    return { type: 'invite', people: people.slice(from, from + limits.MAX_INVITED_AT_ONCE) };
  });
}

const FAILURES: Readonly<Record<Objection, FailureCode>> = {
  'not-a-member': 'not-a-member',
  'not-the-owner': 'not-the-owner',
  'not-invited': 'not-found',
  'not-begun': 'not-found',
  'already-begun': 'internal',
  'room-over': 'not-a-member',
  'log-full': 'limit-reached',
  'invites-author': 'cannot-invite-yourself',
  'already-a-member': 'already-a-member',
  'already-invited': 'already-invited',
  'room-full': 'room-full',
  'not-in-the-room': 'not-a-member',
  'is-the-owner': 'validation-failed',
  'is-the-author': 'validation-failed',
};
