import { equal, fixed } from '../../bytes/index.ts';
import {
  accountId as asAccountId,
  fromUuid,
  memberOf,
  uuid,
  type LogMember,
  type TrustMark,
  type VerifiedDeviceList,
} from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Conversation } from '../conversations/records.ts';
import type { TrustView } from '../port.ts';
import type { Groups } from '../rooms/groups.ts';
import { Cell } from '../vault/cell.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';

/** [V-21] [I-10] An account whose safety number the user of this device compared. */
export interface Mark {
  readonly identityKey: Uint8Array;
  readonly verifiedAtMs: number;
  /** [I-12] When its identity was replaced; null while it is the one that was compared. */
  readonly changedAtMs: number | null;
  /** [I-12] The one that the account has since; missing in marks of earlier clients. */
  readonly identityNow?: Uint8Array;
  /** [D-13] Compared on another device of the account, which told this one; what was compared here has none. */
  readonly told?: true;
}

/** A mark that waits to be judged, `told-marks.ts`. */
export interface PendingMark {
  readonly identityKey: Uint8Array;
  /** It was told when this device was linked: no news. */
  readonly standing: boolean;
  /** The device of this account that told it; missing in marks of earlier clients. */
  readonly deviceId?: string;
}

/** [C-11] The number and time of a content in which another device of this account told something. */
export interface SaidAt {
  readonly counter: number;
  readonly sentAtMs: number;
}

/**
 * [D-12] [D-13] What plans it that marks which other devices told are none any more, and those that wait: they were lost.
 * What is held stays so until the user of this device agrees, [I-12].
 */
export async function forgetTold(ledger: Ledger): Promise<(tx: Work) => void> {
  const [marks, pending] = [marksCell(), pendingCell()];
  await Promise.all([marks.load(ledger), pending.load(ledger)]);
  return (tx) => {
    const left = Object.entries(marks.in(tx)).filter(
      ([, { told, changedAtMs }]) => told !== true || changedAtMs !== null,
    );
    marks.set(tx, Object.fromEntries(left));
    pending.set(tx, {});
  };
}

/** By account id. */
const marksCell = () => new Cell<Readonly<Record<string, Mark>>>('verified', 1, {});
export const pendingCell = () => new Cell<Readonly<Record<string, PendingMark>>>('verified-told', 1, {});
/** By device and account id; earlier clients kept only takings back, and of these the number alone. */
export const saidCell = () =>
  new Cell<Readonly<Record<string, SaidAt | number>>>('verified-taken-back', 1, {});

export interface TrustDependencies {
  readonly conversations: Conversations;
  readonly groups: Groups;
  readonly changed: () => void;
}

/** Whom the user verified, and where nothing is sent since one of them has another identity. */
export class Trust {
  readonly #marks = marksCell();
  readonly #deps: TrustDependencies;

  /** Called after a commit by which a room may be held no more. */
  onReleased: () => void = () => undefined;

  constructor(deps: TrustDependencies) {
    this.#deps = deps;
  }

  load(ledger: Ledger): Promise<void> {
    return this.#marks.load(ledger);
  }

  of(accountId: string, tx?: Work): TrustView {
    const mark = this.#mark(accountId, tx);
    if (!mark) return 'unverified';
    return mark.changedAtMs === null ? 'verified' : 'changed';
  }

  /** [D-13] Those that hold, in this device's own words: what it compared, and what it was told. */
  standing(tx: Work): readonly TrustMark[] {
    return Object.entries(this.#all(tx)).flatMap(([account, { identityKey, changedAtMs }]) => {
      if (changedAtMs !== null) return [];
      return [markOf(account, identityKey, true)];
    });
  }

  markOf(accountId: string, tx: Work): Mark | undefined {
    return this.#mark(accountId, tx);
  }

  /** @param mark null: not verified any more */
  set(tx: Work, accountId: string, mark: Mark | null): void {
    const { [accountId]: _, ...others } = this.#marks.in(tx);
    this.#marks.set(tx, mark ? { ...others, [accountId]: mark } : others);
    tx.afterwards(this.#deps.changed);
    tx.afterwards(() => this.onReleased());
  }

  /** [I-12] The account's identity was replaced by that of this list. @returns whether it was verified */
  replaced(tx: Work, accountId: string, { identityKey }: VerifiedDeviceList, nowMs: number): boolean {
    const mark = this.#mark(accountId, tx);
    if (!mark) return false;
    this.set(tx, accountId, {
      ...mark,
      changedAtMs: mark.changedAtMs ?? nowMs,
      identityNow: identityKey,
    });
    return true;
  }

  /** [I-12] Whether anything may be encrypted for the devices of that list. */
  accepts({ accountId, identityKey }: VerifiedDeviceList, tx?: Work): boolean {
    const mark = this.#mark(uuid(asAccountId(accountId)), tx);
    return !mark || (mark.changedAtMs === null && equal(mark.identityKey, identityKey));
  }

  /** [I-12] Whether nothing is sent in that room until the user agrees. */
  holds(roomId: string, tx?: Work): boolean {
    const { conversations } = this.#deps;
    const row = tx ? conversations.row(tx, roomId) : conversations.get(roomId);
    return row !== undefined && this.heldBy(row, tx).length > 0;
  }

  /** Account ids of those whose changed identity holds that room. */
  heldBy(row: Conversation, tx?: Work): readonly string[] {
    // Closed ones too: what would be sent again there waits for the user, and tries nothing in vain meanwhile.
    if (row.kind === 'direct') {
      const { accountId } = row.person;
      return this.of(accountId, tx) === 'changed' ? [accountId] : [];
    }
    const { groups } = this.#deps;
    const group = tx ? groups.row(tx, row.roomId) : groups.get(row.roomId);
    if (!row.open || !group?.log) return [];
    const { log, gone } = group;
    return Object.entries(this.#all(tx)).flatMap(([account, mark]) => {
      const member = mark.changedAtMs === null ? null : memberOf(log, asAccountId(fromUuid(account)));
      return member && isThereAnew(mark, member) && !gone.includes(account) ? [account] : [];
    });
  }

  #all(tx?: Work): Readonly<Record<string, Mark>> {
    return tx ? this.#marks.in(tx) : this.#marks.value;
  }

  #mark(accountId: string, tx?: Work): Mark | undefined {
    return this.#all(tx)[accountId];
  }
}

/**
 * [I-12] One who is there under an identity that the account has no more is taken out first, [M-10]. Nobody takes out who is
 * there under the one it has, also when that is the verified one come back.
 */
function isThereAnew({ identityKey, identityNow }: Mark, member: LogMember): boolean {
  return identityNow ? equal(member.identityKey, identityNow) : !equal(member.identityKey, identityKey);
}

export function markOf(account: string, identityKey: Uint8Array, verified: boolean): TrustMark {
  return {
    accountId: asAccountId(fromUuid(account)),
    identityKey: fixed(32, identityKey, 'identity-key'),
    verified,
  };
}
