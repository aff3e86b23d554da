import { isOwner, uuid, type VerifiedLog } from '../../protocol/index.ts';
import { shownLines, shownName } from '../kernel/shown-text.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { GroupConversation } from '../conversations/records.ts';
import type { GroupConversationView, GroupInvitationView, MemberView, Person } from '../port.ts';
import type { Presence } from '../presence/presence.ts';
import type { Trust } from '../verification/trust.ts';
import type { Groups } from './groups.ts';
import type { Invitations } from './invitations.ts';
import { nameShown } from './names.ts';
import { emptyGroup, type Group } from './records.ts';
import { rosterOf } from './roster.ts';

export interface GroupViewsDependencies {
  readonly groups: Groups;
  readonly invitations: Invitations;
  readonly conversations: Conversations;
  readonly presence: Presence;
  readonly trust: Trust;
  readonly profile: () => Person;
}

type Shown = Pick<
  GroupConversationView,
  'kind' | 'name' | 'description' | 'members' | 'invited' | 'people' | 'me' | 'heldBy'
>;

/** Groups as the interface shows them. */
export class GroupViews {
  readonly #deps: GroupViewsDependencies;

  constructor(deps: GroupViewsDependencies) {
    this.#deps = deps;
  }

  conversation(row: GroupConversation): Shown {
    const { roomId, open } = row;
    const { groups, profile, trust } = this.#deps;
    const me = profile();
    const group = groups.get(roomId) ?? emptyGroup(roomId);
    const { log } = group;
    const name = nameShown(group);
    const own = log && open ? groups.meIn(log) : null;
    const members = log ? this.#members(group, log) : [];
    const invited = log ? rosterOf(log).invited.map((account) => this.#view(group, account, 'invited')) : [];
    const here = [...members, ...invited].map(({ person }) => [person.accountId, person] as const);
    return {
      kind: 'group',
      name: shownName(name?.name ?? ''),
      description: shownLines(name?.description ?? ''),
      members,
      invited,
      people: { ...group.people, ...Object.fromEntries(here), [me.accountId]: me },
      me: own && log ? (isOwner(log, own.accountId) ? 'owner' : 'member') : 'former',
      heldBy: trust.heldBy(row),
    };
  }

  invitations(): readonly GroupInvitationView[] {
    const { invitations } = this.#deps;
    return invitations.shown().flatMap((group) => {
      const invited = group.log && invitations.invitedAs(group.log);
      return invited && group.log ? [this.#invitation(group, group.log, uuid(invited.inviterId))] : [];
    });
  }

  #invitation(group: Group, log: VerifiedLog, inviter: string): GroupInvitationView {
    const name = nameShown(group);
    return {
      roomId: group.roomId,
      name: shownName(name?.name ?? ''),
      description: shownLines(name?.description ?? ''),
      by: this.#person(group, inviter),
      members: this.#members(group, log).map(({ person }) => person),
      createdAtMs: group.invitedAtMs ?? 0,
    };
  }

  /** The owner first, then in the order of joining. */
  #members(group: Group, log: VerifiedLog): readonly MemberView[] {
    const owner = log.ownerId && uuid(log.ownerId);
    const views = rosterOf(log).members.map((account) =>
      this.#view(group, account, account === owner ? 'owner' : 'member'),
    );
    return views.toSorted((a, b) => Number(b.role === 'owner') - Number(a.role === 'owner'));
  }

  #view(group: Group, account: string, role: MemberView['role']): MemberView {
    const { presence, profile, trust } = this.#deps;
    const gone = group.gone.includes(account);
    const online = !gone && account !== profile().accountId && presence.of(account).online;
    return { person: this.#person(group, account), role, gone, online, trust: trust.of(account) };
  }

  #person(group: Group, account: string): Person {
    const { conversations, profile } = this.#deps;
    const me = profile();
    if (account === me.accountId) return me;
    // Who was never described, since they came and went between two looks.
    const nobody = { accountId: account, username: '', firstName: '', lastName: '', about: '' };
    return group.people[account] ?? conversations.directWith(account)?.person ?? nobody;
  }
}
