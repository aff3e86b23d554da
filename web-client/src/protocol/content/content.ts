import type { Fixed } from '../../bytes/index.ts';
import type { AccountId, DeviceId, MessageId, RoomId } from '../ids.ts';
import type { RoomName } from '../room/name.ts';

/** What a message says, after decryption and validation. */
export interface Content {
  readonly roomId: RoomId;
  /** The sender's clock. */
  readonly sentAtMs: number;
  /** [C-11] Per sending device and room: 1, 2, 3, …; 0 in a resend request. */
  readonly counter: number;
  /** Latest messages the sender has seen, at most 8. */
  readonly seen: readonly MessageId[];
  readonly roomState: RoomState;
  readonly body: ContentBody;
}

/** [M-11] What the sender encrypted for. */
export interface RoomState {
  /** In groups the sequence of `logHead`. */
  readonly roomVersion: number;
  /** Hash of the newest entry of the membership log; null in direct rooms. */
  readonly logHead: Fixed<32> | null;
  readonly deviceLists: readonly AccountListHead[];
}

export interface AccountListHead {
  readonly accountId: AccountId;
  readonly version: number;
  readonly hash: Fixed<32>;
}

/** [D-10] A piece of what an older device of the account has of a room, for a new one. */
export interface HistoryPart {
  readonly roomId: RoomId;
  /** 1, 2, … of this room's parts, newest first. */
  readonly number: number;
  readonly of: number;
  /** Entries of all rooms, for progress: what is counted here may have changed since. */
  readonly total: number;
  /** Newest first. */
  readonly entries: readonly HistoryEntry[];
}

export interface HistoryEntry {
  readonly senderAccountId: AccountId;
  /** Null where it is not known any more. */
  readonly senderDeviceId: DeviceId | null;
  /** `Content.counter`; null where it is not known any more. */
  readonly counter: number | null;
  readonly sentAtMs: number;
  readonly body: string;
  /** Newest last. */
  readonly messageIds: readonly MessageId[];
  readonly state: HistoryState;
}

/** The last three are of own texts. */
export type HistoryState = 'received' | 'sent' | 'delivered' | 'read';

/** [D-13] Whom the user verified, or no longer does, on another device of the account. */
export interface TrustMark {
  readonly accountId: AccountId;
  /** The account identity that was compared. */
  readonly identityKey: Fixed<32>;
  readonly verified: boolean;
}

export type ContentBody =
  | { readonly type: 'text'; readonly body: string; readonly replyTo: MessageId | null }
  | {
      readonly type: 'receipt';
      readonly kind: 'delivered' | 'read';
      readonly messageIds: readonly MessageId[];
    }
  | { readonly type: 'edit'; readonly target: MessageId; readonly body: string }
  | { readonly type: 'delete'; readonly target: MessageId }
  /** An empty emoji takes the reaction back. */
  | { readonly type: 'reaction'; readonly target: MessageId; readonly emoji: string }
  /** [C-13] Asks the device it is sent to for contents of its own. */
  | {
      readonly type: 'resend-request';
      readonly messageIds: readonly MessageId[];
      /** Numbers in the main sequence, where no message id is known. */
      readonly counters: readonly number[];
    }
  | { readonly type: 'profile-update'; readonly firstName: string; readonly lastName: string }
  /** [M-15] */
  | ({ readonly type: 'room-update' } & RoomName)
  /** [M-16] The room, the hash of its create entry, and the name in force. */
  | {
      readonly type: 'group-invitation';
      readonly roomId: RoomId;
      readonly firstHash: Fixed<32>;
      readonly name: RoomName;
    }
  /** [D-10] Own room only. */
  | ({ readonly type: 'history-part' } & HistoryPart)
  /** [D-9] Own room only: what was read on another device of the account. */
  | { readonly type: 'read-marks'; readonly roomId: RoomId; readonly messageIds: readonly MessageId[] }
  /** [D-13] Own room only. `standing`: for a device that was just linked, and no news. */
  | { readonly type: 'trust-marks'; readonly marks: readonly TrustMark[]; readonly standing: boolean }
  /** Of a newer client. Keep the plaintext and show "update the app". */
  | { readonly type: 'unknown' };
