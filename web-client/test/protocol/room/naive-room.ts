import { hex } from '../../../src/bytes/index.ts';
import type { AccountId, MembershipChange, VerifiedLog } from '../../../src/protocol/index.ts';

/** What a group is, told once more in the plainest way: to compare with. */
export interface NaiveRoom {
  readonly owner: string | null;
  readonly members: readonly string[];
  readonly invited: readonly string[];
  readonly name: string;
}

const name = (account: AccountId): string => hex(account);

/** A change that was taken, and by whom. */
export interface Done {
  readonly by: AccountId;
  readonly change: MembershipChange;
}

/** [M-5] [M-6] What the changes make. They are believed to be allowed. */
export function naively(done: readonly Done[]): NaiveRoom {
  const members: string[] = [];
  const invited: string[] = [];
  let owner: string | null = null;
  let title = '';
  const drop = (who: string) => {
    for (const people of [members, invited]) {
      if (people.includes(who)) people.splice(people.indexOf(who), 1);
    }
    if (owner === who) owner = members[0] ?? null;
  };
  for (const { by, change } of done) {
    const author = name(by);
    if (change.type === 'create') {
      owner = author;
      members.push(author);
    }
    if (change.type === 'create' || change.type === 'rename') title = hex(change.nameHash);
    if (change.type === 'invite') invited.push(...change.people.map(({ accountId }) => name(accountId)));
    if (change.type === 'accept') {
      drop(author);
      members.push(author);
    }
    if (change.type === 'decline' || change.type === 'leave') drop(author);
    if (change.type === 'remove' || change.type === 'expel') drop(name(change.accountId));
    if (change.type === 'hand-over') owner = name(change.accountId);
  }
  return { owner, members, invited, name: title };
}

/** The same of a verified log. */
export function asNaive({ ownerId, members, invited, nameHash }: VerifiedLog): NaiveRoom {
  return {
    owner: ownerId === null ? null : name(ownerId),
    members: members.map(({ accountId }) => name(accountId)),
    invited: invited.map(({ accountId }) => name(accountId)),
    name: hex(nameHash),
  };
}
