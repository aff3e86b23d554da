import { TacetError } from '../../bytes/index.ts';
import { decodeLog, encodeLog, type RoomName, type VerifiedLog } from '../../protocol/index.ts';
import type { Person } from '../port.ts';
import { StoreError } from '../ports/store.ts';
import type { Collection } from '../vault/collection.ts';

/** What this device knows of a group. */
export interface Group {
  readonly roomId: string;
  /** [M-8] Null until its first entries were verified. */
  readonly log: VerifiedLog | null;
  /** Whether the service had more entries than came so far since this device heard of the group first; absent for no. */
  readonly isCatchingUp?: boolean;
  /** [M-15] What was told of its name, the newest of each teller; the one whose hash the log has counts. */
  readonly names: readonly ToldName[];
  /** The name that was in force before the newest entries, if it was told; absent in older records. */
  readonly formerName?: ToldName | null;
  /** Everybody who was ever in it, by account id, as the service described them. */
  readonly people: Readonly<Record<string, Person>>;
  /** Accounts of members that the service says were deleted. */
  readonly gone: readonly string[];
  /** [M-16] Who said that they invited this account, the newest of each. */
  readonly invitations: readonly Invitation[];
  /** When the entry was made that invited this account last, by its author's clock. */
  readonly invitedAtMs: number | null;
  /** [M-9] Entries of ours of which it is not known yet whether they were taken. */
  readonly pending: PendingAppend | null;
  /** [M-12] Heads of the log that devices named, to be compared or known not to hold. */
  readonly told: readonly ToldLogHead[];
  /** Index of the notice of the rename whose name has not come yet. */
  readonly unnamedNotice: number | null;
  /** Code of the refusal of a log that could never be shown. */
  readonly refused: string | null;
}

export interface ToldName extends RoomName {
  /** Account id. */
  readonly by: string;
  readonly hash: Uint8Array;
}

export interface Invitation {
  /** Account id. */
  readonly by: string;
  readonly firstHash: Uint8Array;
}

/** Committed before the service is asked, with the very bytes it gets: a lost answer or a crash changes nothing. */
export interface PendingAppend {
  /** Length of the log they were made for. */
  readonly after: number;
  readonly entries: readonly Uint8Array[];
  /** The user was told that it did not succeed: it is not asked for again, only looked for. */
  readonly abandoned: boolean;
}

export interface ToldLogHead {
  readonly byAccount: string;
  readonly byDevice: string;
  readonly sequence: number;
  readonly hash: Uint8Array;
}

type StoredGroup = Omit<Group, 'log'> & { readonly log: Uint8Array | null };

export const GROUPS: Collection<Group> = {
  store: 'rooms',
  hideNames: true,
  version: 1,
  form: {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only groups are put into this collection
    pack: (group) => packed(group as Group),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `pack` made, sealed since
    unpack: (stored) => unpacked(stored as StoredGroup),
  },
};

const packed = (group: Group): StoredGroup => ({ ...group, log: group.log && encodeLog(group.log) });

/** @throws StoreError `damaged` when its log is none */
function unpacked(stored: StoredGroup): Group {
  try {
    return { ...stored, log: stored.log && decodeLog(stored.log) };
  } catch (cause) {
    if (cause instanceof TacetError) throw new StoreError('damaged', cause);
    throw cause;
  }
}

export function emptyGroup(roomId: string): Group {
  return {
    roomId,
    log: null,
    names: [],
    people: {},
    gone: [],
    invitations: [],
    invitedAtMs: null,
    pending: null,
    told: [],
    unnamedNotice: null,
    refused: null,
  };
}
