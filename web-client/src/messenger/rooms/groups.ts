import { equal } from '../../bytes/index.ts';
import {
  accountId as asAccountId,
  fromUuid,
  isMemberLately,
  memberOf,
  uuid,
  type AccountIdentityKey,
  type LogMember,
  type VerifiedLog,
} from '../../protocol/index.ts';
import type { Conversation } from '../conversations/records.ts';
import type { Clock } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import { Table } from '../vault/table.ts';
import type { Work } from '../vault/work.ts';
import { GROUPS, type Group } from './records.ts';
import { rosterOf } from './roster.ts';

export interface GroupsDependencies {
  readonly me: string;
  readonly ownIdentityKey: AccountIdentityKey;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly changed: () => void;
}

/** Who is in which room: of a direct one its two people, of a group whom its verified log names. */
export class Groups {
  readonly table = new Table<Group>(GROUPS, (group) => group.roomId);
  readonly #deps: GroupsDependencies;

  /** Called after a commit that changed a group. */
  onUpdated: () => void = () => undefined;

  constructor(deps: GroupsDependencies) {
    this.#deps = deps;
  }

  async load(): Promise<void> {
    this.table.fill(await this.#deps.ledger.readAll(GROUPS));
  }

  get(roomId: string): Group | undefined {
    return this.table.get(roomId);
  }

  row(tx: Work, roomId: string): Group | undefined {
    return tx.row(this.table, roomId);
  }

  update(tx: Work, group: Group): void {
    tx.setRow(this.table, group);
    tx.afterwards(this.#deps.changed);
    tx.afterwards(() => this.onUpdated());
  }

  /** [M-10] The accounts that content of this conversation is encrypted for, this one included, in ascending order. */
  accounts(row: Conversation): readonly string[] {
    if (row.kind === 'direct') return [this.#deps.me, row.person.accountId].toSorted();
    const group = this.get(row.roomId);
    const members = group?.log ? rosterOf(group.log).members : [];
    return members.filter((account) => !group?.gone.includes(account)).toSorted();
  }

  /** Whether the account is in the room now; with a transaction, as that sees it. */
  has(row: Conversation, account: string, tx?: Work): boolean {
    if (row.kind === 'direct') return account === this.#deps.me || account === row.person.accountId;
    const log = (tx ? this.row(tx, row.roomId) : this.get(row.roomId))?.log;
    return log ? rosterOf(log).has(account) : false;
  }

  /**
   * [C-18] [M-13] Whether mail from that account may come here. Of two people the other one's only while they are friends;
   * in a group of who is in it, or was until not long ago.
   */
  mayWrite(row: Conversation, account: string): boolean {
    if (row.kind === 'direct') return account === this.#deps.me || (row.open && this.has(row, account));
    const log = this.get(row.roomId)?.log;
    return log ? isMemberLately(log, asAccountId(fromUuid(account)), this.#deps.clock.now()) : false;
  }

  /**
   * [C-12] Whether this account was in the room before that one ever was: then everything there is of it was sent here.
   */
  wasHereBefore(row: Conversation, account: string): boolean {
    if (row.kind === 'direct') return true;
    const log = this.get(row.roomId)?.log;
    const own = log ? this.meIn(log) : null;
    if (!log || !own) return false;
    const theirs = [...log.members, ...log.former].filter(({ accountId }) => uuid(accountId) === account);
    return theirs.every(({ since }) => own.since <= since);
  }

  /** This account as a member: under the identity whose key is here, else it is somebody from before. */
  meIn(log: VerifiedLog): LogMember | null {
    const member = memberOf(log, this.#me);
    return member && equal(member.identityKey, this.#deps.ownIdentityKey) ? member : null;
  }

  /** Whether this account, under its identity, was a member once that entry was in. */
  wasMemberAt(log: VerifiedLog, sequence: number): boolean {
    const me = this.meIn(log);
    if (me && me.since <= sequence) return true;
    return log.former.some(
      (each) =>
        equal(each.accountId, this.#me) &&
        equal(each.identityKey, this.#deps.ownIdentityKey) &&
        each.since <= sequence &&
        sequence < each.until,
    );
  }

  get #me() {
    return asAccountId(fromUuid(this.#deps.me));
  }
}
