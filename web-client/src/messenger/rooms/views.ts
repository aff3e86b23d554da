import { isOwner, uuid, type VerifiedLog } from '../../protocol/index.ts';
import { shownLines, shownName } from '../kernel/shown-text.ts';
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
  readonly presence: Presence;
  readonly trust: Trust;
  readonly profile: () => Person;
}

type Shown = Pick<
  GroupConversationView,
  'kind' | 'name' | 'description' | 'members' | 'invited' | 'people' | 'me' | 'heldBy'
>;

/** Who an account is. */
type Called = (account: string) => Person;

/**
 * Groups as the interface shows them. Friends are everybody with whom there is a conversation of two, by account id: looked
 * for once for all that is shown.
 */
export class GroupViews {
  readonly #deps: GroupViewsDependencies;

  constructor(deps: GroupViewsDependencies) {
    this.#deps = deps;
  }

  conversation(row: GroupConversation, friends: ReadonlyMap<string, Person>): Shown {
    const { roomId, open } = row;
    const { groups, profile, trust } = this.#deps;
    const me = profile();
    const group = groups.get(roomId) ?? emptyGroup(roomId);
    const { log } = group;
    const name = nameShown(group);
    const own = log && open ? groups.meIn(log) : null;
    const called = this.#names(group, friends);
    const members = log ? this.#members(group, log, called) : [];
    const guests = log ? rosterOf(log).invited : [];
    const invited = guests.map((account) => this.#view(group, called(account), 'invited'));
    const here = [...members, ...invited].map(({ person }) => person.accountId);
    const all = [...Object.keys(group.people), ...here, me.accountId];
    return {
      kind: 'group',
      name: shownName(name?.name ?? ''),
      description: shownLines(name?.description ?? ''),
      members,
      invited,
      people: Object.fromEntries(all.map((account) => [account, called(account)])),
      me: own && log ? (isOwner(log, own.accountId) ? 'owner' : 'member') : 'former',
      heldBy: trust.heldBy(row),
    };
  }

  invitations(friends: ReadonlyMap<string, Person>): readonly GroupInvitationView[] {
    const { invitations } = this.#deps;
    return invitations.shown().flatMap((group) => {
      const invited = group.log && invitations.invitedAs(group.log);
      if (!invited || !group.log) return [];
      const called = this.#names(group, friends);
      return [this.#invitation(group, group.log, uuid(invited.inviterId), called)];
    });
  }

  #invitation(group: Group, log: VerifiedLog, inviter: string, called: Called): GroupInvitationView {
    const name = nameShown(group);
    return {
      roomId: group.roomId,
      name: shownName(name?.name ?? ''),
      description: shownLines(name?.description ?? ''),
      by: called(inviter),
      members: this.#members(group, log, called).map(({ person }) => person),
      createdAtMs: group.invitedAtMs ?? 0,
    };
  }

  /** The owner first, then in the order of joining. */
  #members(group: Group, log: VerifiedLog, called: Called): readonly MemberView[] {
    const owner = log.ownerId && uuid(log.ownerId);
    const views = rosterOf(log).members.map((account) =>
      this.#view(group, called(account), account === owner ? 'owner' : 'member'),
    );
    return views.toSorted((a, b) => Number(b.role === 'owner') - Number(a.role === 'owner'));
  }

  #view(group: Group, person: Person, role: MemberView['role']): MemberView {
    const { presence, profile, trust } = this.#deps;
    const { accountId: account } = person;
    const gone = group.gone.includes(account);
    const online = !gone && account !== profile().accountId && presence.of(account).online;
    return { person, role, gone, online, trust: trust.of(account) };
  }

  /** [C-20] A friend is called the same everywhere, whatever the service says of a group. */
  #names(group: Group, friends: ReadonlyMap<string, Person>): Called {
    const me = this.#deps.profile();
    return (account) => {
      if (account === me.accountId) return me;
      // Who was never described, since they came and went between two looks.
      const nobody = { accountId: account, username: '', firstName: '', lastName: '', about: '' };
      return friends.get(account) ?? group.people[account] ?? nobody;
    };
  }
}
