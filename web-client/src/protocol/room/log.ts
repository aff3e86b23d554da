import { equal, TacetError, ValidationError, VerificationError, type Fixed } from '../../bytes/index.ts';
import type { AccountListHead } from '../content/content.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { AccountId, DeviceAddress, RoomId } from '../ids.ts';
import { apply, begin, type Membership } from './apply.ts';
import { verifyAuthor, verifyEvidence, type LogContext } from './author.ts';
import type { LogPerson, MembershipChange, MembershipEntry } from './change.ts';
import { decodeEntry, decodeSignedEntry } from './entry-codec.ts';
import { judge, objectionCode } from './judge.ts';
import {
  hashAt,
  isOwner,
  memberOf,
  personOf,
  verifiedLog,
  type AuthorList,
  type VerifiedLog,
} from './log-state.ts';
import { groupRoomId } from './room-id.ts';

/** What an entry did, for those who show it. */
export interface TakenEntry {
  readonly sequence: number;
  readonly hash: Fixed<32>;
  readonly author: DeviceAddress;
  /** The author's clock. */
  readonly createdAtMs: number;
  readonly change: MembershipChange;
  /** Of decline, leave, remove and expel: what the person was until then. */
  readonly ended: 'member' | 'invited' | null;
  /** Who became owner by it. */
  readonly newOwnerId: AccountId | null;
  /** [M-3] The device lists it named: versions above the newest known are to be fetched and compared, [C-16]. */
  readonly lists: readonly AccountListHead[];
}

export interface Taken {
  readonly log: VerifiedLog;
  /** Null for an entry that was known. */
  readonly taken: TakenEntry | null;
}

/**
 * [M-8] The log with one more entry; what was known stays as it was, whatever comes of it.
 * @param log null before the first entry
 * @param signedBytes serialised `SignedMembershipEntry`
 * @throws ValidationError `membership-gap`: fetch the entries between
 * @throws CodecError, ValidationError, VerificationError `membership-…`, `device-list-…`
 */
export async function takeEntry(
  crypto: CryptoProvider,
  log: VerifiedLog | null,
  roomId: RoomId,
  signedBytes: Uint8Array,
  context: LogContext,
): Promise<Taken> {
  const signed = decodeSignedEntry(signedBytes);
  const entry = decodeEntry(signed.entry);
  const hash = await crypto.sha256(signed.entry);
  if (!equal(entry.roomId, roomId)) {
    throw new VerificationError('membership-room');
  }
  if (log !== null && isKnown(log, entry, hash)) {
    return { log, taken: null };
  }
  refuseOutOfOrder(log, entry);
  const list = await verifyAuthor(crypto, log, signed, entry, context);
  const next =
    log === null
      ? await first(crypto, entry, list, context)
      : await another(crypto, log, entry, list, context);
  return grown(log, entry, hash, list, next);
}

/** @throws VerificationError `membership-forked` */
function isKnown(log: VerifiedLog, { sequence }: MembershipEntry, hash: Fixed<32>): boolean {
  const known = hashAt(log, sequence);
  if (known !== null && !equal(known, hash)) {
    throw new VerificationError('membership-forked');
  }
  return known !== null;
}

function refuseOutOfOrder(log: VerifiedLog | null, { sequence, previousHash }: MembershipEntry): void {
  if (sequence > (log?.sequence ?? 0) + 1) {
    throw new ValidationError('membership-gap');
  }
  // The first names no predecessor, which its form says.
  if (log !== null && !equal(previousHash, log.headHash)) {
    throw new VerificationError('membership-forked');
  }
}

interface Next {
  readonly state: Membership;
  readonly ended: TakenEntry['ended'];
  /** Of a list that is evidence. */
  readonly evidence: AccountListHead | null;
}

/** [M-1] [M-5] */
async function first(
  crypto: CryptoProvider,
  { roomId, author, sequence, change }: MembershipEntry,
  { identityKey }: AuthorList,
  { nowMs }: LogContext,
): Promise<Next> {
  if (change.type !== 'create') {
    throw new VerificationError('membership-change');
  }
  if (!equal(await groupRoomId(crypto, author.accountId, change.nonce), roomId)) {
    throw new VerificationError('membership-room');
  }
  const person = { accountId: author.accountId, identityKey };
  return { state: begin({ author: person, sequence, nowMs }, change), ended: null, evidence: null };
}

async function another(
  crypto: CryptoProvider,
  log: VerifiedLog,
  { author, sequence, change }: MembershipEntry,
  { identityKey }: AuthorList,
  context: LogContext,
): Promise<Next> {
  const person = personOf(log, author.accountId);
  // [M-4] Whoever replaced the identity is, to the log, somebody else.
  if (person !== null && !equal(person.identityKey, identityKey)) {
    throw new VerificationError('membership-identity');
  }
  const objection = judge(log, author.accountId, change);
  if (person === null || objection !== null) {
    throw new VerificationError(objection === null ? 'membership-role' : objectionCode(objection));
  }
  const subject = subjectOf(log, person, change);
  const evidence =
    change.type === 'expel' && subject !== null
      ? await verifyEvidence(crypto, log, subject, change.evidence, context)
      : null;
  return {
    state: apply(log, { author: person, sequence, nowMs: context.nowMs }, change),
    ended: subject === null ? null : memberOf(log, subject.accountId) === null ? 'invited' : 'member',
    evidence,
  };
}

/** Whose part the change ends. */
function subjectOf(log: VerifiedLog, author: LogPerson, change: MembershipChange): LogPerson | null {
  switch (change.type) {
    case 'decline':
    case 'leave':
      return author;
    case 'remove':
    case 'expel':
      return personOf(log, change.accountId);
    case 'create':
    case 'invite':
    case 'accept':
    case 'rename':
    case 'hand-over':
      return null;
  }
}

function grown(
  log: VerifiedLog | null,
  { roomId, sequence, author, createdAtMs, change }: MembershipEntry,
  hash: Fixed<32>,
  list: AuthorList,
  { state, ended, evidence }: Next,
): Taken {
  const { members, invited, ownerId, nameHash, former } = state;
  const lists = (log?.authorLists ?? []).filter(({ accountId }) => !equal(accountId, list.accountId));
  const next = verifiedLog({
    roomId,
    hashes: [...(log?.hashes ?? []), hash],
    members,
    invited,
    ownerId,
    nameHash,
    former,
    authorLists: [...lists, list],
  });
  const isNewOwner = ownerId !== null && (log === null || !isOwner(log, ownerId));
  const { accountId, version } = list;
  const told = [{ accountId, version, hash: list.hash }, ...(evidence === null ? [] : [evidence])];
  const taken = { sequence, hash, author, createdAtMs, change, ended, lists: told };
  return { log: next, taken: { ...taken, newOwnerId: isNewOwner ? ownerId : null } };
}

/**
 * [M-8] Takes entries in their order, as far as they hold. A refusal ends it; what was taken before stays taken.
 * @param entries serialised `SignedMembershipEntry`s in ascending order
 */
export async function takeEntries(
  crypto: CryptoProvider,
  log: VerifiedLog | null,
  roomId: RoomId,
  entries: readonly Uint8Array[],
  context: LogContext,
): Promise<{
  readonly log: VerifiedLog | null;
  readonly taken: readonly TakenEntry[];
  readonly refusal: TacetError | null;
}> {
  let known = log;
  const taken: TakenEntry[] = [];
  for (const signed of entries) {
    try {
      const next = await takeEntry(crypto, known, roomId, signed, context);
      known = next.log;
      taken.push(...(next.taken === null ? [] : [next.taken]));
    } catch (cause) {
      if (cause instanceof TacetError && cause.kind !== 'internal' && cause.kind !== 'usage') {
        return { log: known, taken, refusal: cause };
      }
      throw cause;
    }
  }
  return { log: known, taken, refusal: null };
}

/**
 * [M-8] That the service shows no shorter log than it showed before.
 * @param shown length of the log, as the service says
 * @throws VerificationError `membership-rolled-back`
 */
export function refuseShorter(log: VerifiedLog, shown: number): void {
  if (shown < log.sequence) {
    throw new VerificationError('membership-rolled-back');
  }
}
