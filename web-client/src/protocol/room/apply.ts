import { equal } from '../../bytes/index.ts';
import type { AccountId } from '../ids.ts';
import type { LogPerson, MembershipChange } from './change.ts';
import { isOwner, memberOf, type LogMember, type LogParts } from './log-state.ts';

/** What of a log a change can change. */
export type Membership = Pick<LogParts, 'members' | 'invited' | 'ownerId' | 'nameHash' | 'former'>;

/** Who did it, as which entry, and when the reader learnt of it. */
export interface Doing {
  readonly author: LogPerson;
  readonly sequence: number;
  readonly nowMs: number;
}

/** [M-5] The state after a create. */
export function begin(
  { author, sequence }: Doing,
  create: MembershipChange & { type: 'create' },
): Membership {
  return {
    members: [memberFrom(author, sequence)],
    invited: [],
    ownerId: author.accountId,
    nameHash: create.nameHash,
    former: [],
  };
}

/** [M-5] The state after a change to which there is no objection. */
export function apply(before: LogParts, doing: Doing, change: MembershipChange): Membership {
  const { author, sequence } = doing;
  switch (change.type) {
    case 'create':
      return before;
    case 'invite':
      return {
        ...before,
        invited: [
          ...before.invited,
          ...change.people.map((person) => ({ ...person, inviterId: author.accountId, since: sequence })),
        ],
      };
    case 'accept':
      return {
        ...without(before, doing, author.accountId),
        members: [...before.members, memberFrom(author, sequence)],
      };
    case 'decline':
    case 'leave':
      return without(before, doing, author.accountId);
    case 'remove':
    case 'expel':
      return without(before, doing, change.accountId);
    case 'rename':
      return { ...before, nameHash: change.nameHash };
    case 'hand-over':
      return { ...before, ownerId: change.accountId };
  }
}

/** Whatever else was known of somebody invited is no member's. */
const memberFrom = ({ accountId, identityKey }: LogPerson, since: number): LogMember => ({
  accountId,
  identityKey,
  since,
});

/** Neither a member nor invited any more. */
function without(before: LogParts, { sequence, nowMs }: Doing, account: AccountId): Membership {
  const others = <T extends LogPerson>(people: readonly T[]): readonly T[] =>
    people.filter(({ accountId }) => !equal(accountId, account));
  const members = others(before.members);
  const ended = memberOf(before, account);
  return {
    nameHash: before.nameHash,
    members,
    invited: others(before.invited),
    // [M-6] Members stand in order, so the first is the one of longest standing.
    ownerId: isOwner(before, account) ? (members[0]?.accountId ?? null) : before.ownerId,
    former:
      ended === null ? before.former : [...before.former, { ...ended, until: sequence, endedAtMs: nowMs }],
  };
}
