import { equal } from '../../bytes/index.ts';
import type { AccountId } from '../ids.ts';
import { MAX_ROOM_ENTRIES, MAX_ROOM_MEMBERS } from '../limits.ts';
import type { LogPerson, MembershipChange } from './change.ts';
import { invitedOf, isOwner, memberOf, personOf, type VerifiedLog } from './log-state.ts';

/** Why somebody may not make a change: [M-5] `membership-role`. */
export type RoleObjection = 'not-a-member' | 'not-the-owner' | 'not-invited';
/** Why a change makes no sense where it stands: [M-5] `membership-change`. */
export type ChangeObjection =
  | 'not-begun'
  | 'already-begun'
  | 'room-over'
  | 'log-full'
  | 'invites-author'
  | 'already-a-member'
  | 'already-invited'
  | 'room-full'
  | 'not-in-the-room'
  | 'is-the-owner'
  | 'is-the-author';
export type Objection = RoleObjection | ChangeObjection;

const ROLES: ReadonlySet<Objection> = new Set<Objection>(['not-a-member', 'not-the-owner', 'not-invited']);

/** The error code of an objection, as `takeEntry` refuses with it. */
export const objectionCode = (objection: Objection): 'membership-role' | 'membership-change' =>
  ROLES.has(objection) ? 'membership-role' : 'membership-change';

/**
 * [M-5] [M-7] What speaks against a change by that account as the next entry, or null. Identities and evidence are not
 * looked at.
 */
export function judge(
  log: VerifiedLog | null,
  author: AccountId,
  change: MembershipChange,
): Objection | null {
  if (log === null) {
    return change.type === 'create' ? null : 'not-begun';
  }
  if (log.members.length === 0) {
    return 'room-over';
  }
  if (log.sequence >= MAX_ROOM_ENTRIES) {
    return 'log-full';
  }
  return objectionToAuthor(log, author, change) ?? objectionToChange(log, author, change);
}

/** Whether nothing speaks against it. */
export const mayDo = (log: VerifiedLog | null, author: AccountId, change: MembershipChange): boolean =>
  judge(log, author, change) === null;

function objectionToAuthor(
  log: VerifiedLog,
  author: AccountId,
  { type }: MembershipChange,
): RoleObjection | null {
  switch (type) {
    case 'create':
      return null;
    case 'accept':
    case 'decline':
      return invitedOf(log, author) === null ? 'not-invited' : null;
    case 'leave':
    case 'expel':
      return memberOf(log, author) === null ? 'not-a-member' : null;
    case 'invite':
    case 'remove':
    case 'rename':
    case 'hand-over':
      if (memberOf(log, author) === null) {
        return 'not-a-member';
      }
      return isOwner(log, author) ? null : 'not-the-owner';
  }
}

function objectionToChange(
  log: VerifiedLog,
  author: AccountId,
  change: MembershipChange,
): ChangeObjection | null {
  switch (change.type) {
    case 'create':
      return 'already-begun';
    case 'invite':
      return objectionToInvite(log, author, change.people);
    case 'remove':
      if (isOwner(log, change.accountId)) {
        return 'is-the-owner';
      }
      return personOf(log, change.accountId) === null ? 'not-in-the-room' : null;
    case 'hand-over':
      if (isOwner(log, change.accountId)) {
        return 'is-the-owner';
      }
      return memberOf(log, change.accountId) === null ? 'not-in-the-room' : null;
    case 'expel':
      if (equal(change.accountId, author)) {
        return 'is-the-author';
      }
      return personOf(log, change.accountId) === null ? 'not-in-the-room' : null;
    case 'accept':
    case 'decline':
    case 'leave':
    case 'rename':
      return null;
  }
}

function objectionToInvite(
  log: VerifiedLog,
  author: AccountId,
  people: readonly LogPerson[],
): ChangeObjection | null {
  if (people.some(({ accountId }) => equal(accountId, author))) {
    return 'invites-author';
  }
  if (people.some(({ accountId }) => memberOf(log, accountId) !== null)) {
    return 'already-a-member';
  }
  if (people.some(({ accountId }) => invitedOf(log, accountId) !== null)) {
    return 'already-invited';
  }
  const all = log.members.length + log.invited.length + people.length;
  return all > MAX_ROOM_MEMBERS ? 'room-full' : null;
}

/**
 * [M-9] Whether what a change by that account wants is so already: whoever lost the race for the next entry and finds
 * it so is done.
 */
export function isAlreadySo(log: VerifiedLog | null, author: AccountId, change: MembershipChange): boolean {
  if (log === null) {
    return false;
  }
  const isThere = (account: AccountId) => personOf(log, account) !== null;
  switch (change.type) {
    case 'create':
      return false;
    case 'invite':
      return change.people.every(({ accountId }) => isThere(accountId));
    case 'accept':
      return memberOf(log, author) !== null;
    case 'decline':
      return !isThere(author) || log.members.length === 0;
    case 'leave':
      return memberOf(log, author) === null;
    case 'remove':
      return !isThere(change.accountId);
    case 'rename':
      return equal(log.nameHash, change.nameHash);
    case 'hand-over':
      return isOwner(log, change.accountId);
    case 'expel':
      return !isThere(change.accountId);
  }
}
