import { equal, type Fixed } from '../../bytes/index.ts';
import type { AccountIdentityKey, DeviceSigningKey } from '../identity/keys.ts';
import type { AccountId, DeviceId, RoomId } from '../ids.ts';
import { FORMER_MEMBER_MS } from '../limits.ts';
import type { LogPerson } from './change.ts';

/** Not exported: nothing but {@link verifiedLog} can make a log that carries it. */
const verified = Symbol('verified log');

/** A member, since the entry of that sequence. */
export interface LogMember extends LogPerson {
  readonly since: number;
}

/** Somebody who was invited and has neither accepted nor declined. */
export interface LogInvited extends LogPerson {
  readonly inviterId: AccountId;
  /** Of the invite. */
  readonly since: number;
}

/** A membership that ended. */
export interface FormerMember extends LogMember {
  /** Sequence of the entry that ended it: not a member there any more. */
  readonly until: number;
  /** When this reader took that entry, by its own clock. */
  readonly endedAtMs: number;
}

/** [M-3] The newest device list under which an account wrote in the log. */
export interface AuthorList {
  readonly accountId: AccountId;
  readonly identityKey: AccountIdentityKey;
  readonly version: number;
  readonly hash: Fixed<32>;
  readonly devices: readonly { readonly deviceId: DeviceId; readonly signingKey: DeviceSigningKey }[];
}

/** [M-8] What a reader keeps of a log: the hash of every entry it verified, and the state that they made. */
export interface LogParts {
  readonly roomId: RoomId;
  /** Of the entries 1, 2, 3, … */
  readonly hashes: readonly Fixed<32>[];
  /** In order of standing. */
  readonly members: readonly LogMember[];
  readonly invited: readonly LogInvited[];
  /** Null when the room is over. */
  readonly ownerId: AccountId | null;
  /** [M-15] */
  readonly nameHash: Fixed<32>;
  /** In the order in which they ended. */
  readonly former: readonly FormerMember[];
  /** One per account: versions never go down, so an older one cannot be named again. */
  readonly authorLists: readonly AuthorList[];
}

/** A log whose every entry was verified. It is never changed; taking an entry gives another one. */
export interface VerifiedLog extends LogParts {
  readonly [verified]: true;
  /** Number of entries, and the sequence of the newest. */
  readonly sequence: number;
  /** Of the newest entry. */
  readonly headHash: Fixed<32>;
  /** Of the create entry, which invitations name. */
  readonly firstHash: Fixed<32>;
}

/** For `takeEntry` and the stored form, which alone know that the parts were verified. */
export function verifiedLog(parts: LogParts): VerifiedLog {
  const [firstHash] = parts.hashes;
  const headHash = parts.hashes.at(-1);
  if (firstHash === undefined || headHash === undefined) {
    throw new TypeError('a log has a first entry');
  }
  return { ...parts, [verified]: true, sequence: parts.hashes.length, headHash, firstHash };
}

const find = <T extends { readonly accountId: AccountId }>(
  people: readonly T[],
  account: AccountId,
): T | null => people.find(({ accountId }) => equal(accountId, account)) ?? null;

/** The list under which that account wrote last. */
export const authorListOf = (log: LogParts, account: AccountId): AuthorList | null =>
  find(log.authorLists, account);
export const memberOf = (log: LogParts, account: AccountId): LogMember | null => find(log.members, account);
export const invitedOf = (log: LogParts, account: AccountId): LogInvited | null => find(log.invited, account);
/** [M-4] The member, or the person invited, of that account. */
export const personOf = (log: LogParts, account: AccountId): LogPerson | null =>
  memberOf(log, account) ?? invitedOf(log, account);
export const isOwner = (log: LogParts, account: AccountId): boolean =>
  log.ownerId !== null && equal(log.ownerId, account);

/** The hash of the entry of that sequence, if this reader has it. */
export const hashAt = (log: LogParts, sequence: number): Fixed<32> | null => log.hashes[sequence - 1] ?? null;

/** [M-12] What somebody else's head is to this reader. `ahead`: fetch, then compare again. */
export function compareLogHead(
  log: VerifiedLog,
  head: { readonly sequence: number; readonly hash: Fixed<32> },
): 'same' | 'forked' | 'ahead' {
  if (head.sequence > log.sequence) {
    return 'ahead';
  }
  const ours = hashAt(log, head.sequence);
  return ours !== null && equal(ours, head.hash) ? 'same' : 'forked';
}

/** [M-13] Whether the account was a member once that entry was in; `unknown` where this reader has no such entry. */
export function membershipAt(
  log: VerifiedLog,
  account: AccountId,
  sequence: number,
): 'member' | 'not-a-member' | 'unknown' {
  if (hashAt(log, sequence) === null) {
    return 'unknown';
  }
  const member = memberOf(log, account);
  const was =
    (member !== null && member.since <= sequence) ||
    log.former.some(
      (each) => equal(each.accountId, account) && each.since <= sequence && sequence < each.until,
    );
  return was ? 'member' : 'not-a-member';
}

/** [M-13] Whether mail from that account may still be under way: it is a member, or was one not long ago. */
export function isMemberLately(log: VerifiedLog, account: AccountId, nowMs: number): boolean {
  return (
    memberOf(log, account) !== null ||
    log.former.some((each) => equal(each.accountId, account) && nowMs - each.endedAtMs <= FORMER_MEMBER_MS)
  );
}
