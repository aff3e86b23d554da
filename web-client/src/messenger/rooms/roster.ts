import { uuid, type VerifiedLog } from '../../protocol/index.ts';

/** Who is in a group, by account id. */
export interface Roster {
  /** In order of standing. */
  readonly members: readonly string[];
  readonly invited: readonly string[];
  readonly has: (account: string) => boolean;
}

const rosters = new WeakMap<VerifiedLog, Roster>();

/** Made once for each state of a log: it is asked for with every message and every snapshot. */
export function rosterOf(log: VerifiedLog): Roster {
  const known = rosters.get(log);
  if (known) return known;
  const members = log.members.map(({ accountId }) => uuid(accountId));
  const set = new Set(members);
  const roster = {
    members,
    invited: log.invited.map(({ accountId }) => uuid(accountId)),
    has: (account: string) => set.has(account),
  };
  rosters.set(log, roster);
  return roster;
}
