import { equal } from '../../bytes/index.ts';
import {
  accountId as asAccountId,
  fromUuid,
  invitedOf,
  uuid,
  type AccountIdentityKey,
  type ContentBody,
  type LogInvited,
  type VerifiedLog,
} from '../../protocol/index.ts';
import type { Work } from '../vault/work.ts';
import type { Groups } from './groups.ts';
import type { Names } from './names.ts';
import { emptyGroup, type Group } from './records.ts';

/** People who may say that they invited this account into one group: more than can have. */
const MAX_TELLERS = 16;
/** Groups that one person told of and the service shows nothing of: a friend must not fill the disk, nor anybody else's place. */
const MAX_UNKNOWN = 100;

export interface InvitationsDependencies {
  readonly me: string;
  readonly ownIdentityKey: AccountIdentityKey;
  readonly groups: Groups;
  readonly names: Names;
  /** Asks the service for the log of that group, in the background. */
  readonly look: (roomId: string) => void;
}

/** [M-16] Invitations count when the log and whoever invited say the same. */
export class Invitations {
  readonly #deps: InvitationsDependencies;

  constructor(deps: InvitationsDependencies) {
    this.#deps = deps;
  }

  /** Somebody says, in their direct room, that they invited this account. */
  async told(
    tx: Work,
    by: string,
    { roomId: room, firstHash, name }: ContentBody & { type: 'group-invitation' },
  ): Promise<void> {
    const { groups, names, look } = this.#deps;
    const roomId = uuid(room);
    const group = groups.row(tx, roomId) ?? emptyGroup(roomId);
    if (!groups.row(tx, roomId) && this.#unknown(tx, by) >= MAX_UNKNOWN) return;
    const others = group.invitations.filter((each) => each.by !== by);
    groups.update(tx, { ...group, invitations: [...others.slice(1 - MAX_TELLERS), { by, firstHash }] });
    await names.told(tx, roomId, by, name);
    if (!group.log || !this.invitedAs(group.log)) tx.afterwards(() => look(roomId));
  }

  /** Groups whose invitation is shown. */
  shown(): readonly Group[] {
    return [...this.#deps.groups.table.all()].filter(({ roomId }) => this.isShown(roomId));
  }

  isShown(roomId: string): boolean {
    const group = this.#deps.groups.get(roomId);
    const invited = group?.log && this.invitedAs(group.log);
    // Into a group that is over nobody comes, and nobody can say no to it.
    if (!invited || !group.log || group.log.members.length === 0) return false;
    const { firstHash } = group.log;
    const inviter = uuid(invited.inviterId);
    // [D-10] Or another device of this account had it from them.
    const isTeller = (by: string) => by === inviter || by === this.#deps.me;
    return group.invitations.some((each) => isTeller(each.by) && equal(each.firstHash, firstHash));
  }

  /** This account as somebody invited: under the identity whose key is here. */
  invitedAs(log: VerifiedLog): LogInvited | null {
    const { me, ownIdentityKey } = this.#deps;
    const invited = invitedOf(log, asAccountId(fromUuid(me)));
    return invited && equal(invited.identityKey, ownIdentityKey) ? invited : null;
  }

  #unknown(tx: Work, by: string): number {
    const rows = tx.rows(this.#deps.groups.table);
    return rows.filter(({ log, invitations }) => !log && invitations.some((each) => each.by === by)).length;
  }
}
