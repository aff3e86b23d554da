import type { Fixed } from '../../bytes/index.ts';
import type { AccountIdentityKey } from '../identity/keys.ts';
import type { AccountId, DeviceAddress, RoomId } from '../ids.ts';

/** [M-4] A person as a log knows them: an account under one identity. */
export interface LogPerson {
  readonly accountId: AccountId;
  readonly identityKey: AccountIdentityKey;
}

/** [M-5] What one entry does to a group. */
export type MembershipChange =
  /** The nonce is what the room id was made of, [M-1]. */
  | { readonly type: 'create'; readonly nonce: Fixed<32>; readonly nameHash: Fixed<32> }
  /** 1 to 64 people in ascending order of account ids. */
  | { readonly type: 'invite'; readonly people: readonly LogPerson[] }
  | { readonly type: 'accept' }
  | { readonly type: 'decline' }
  | { readonly type: 'leave' }
  | { readonly type: 'remove'; readonly accountId: AccountId }
  | { readonly type: 'rename'; readonly nameHash: Fixed<32> }
  | { readonly type: 'hand-over'; readonly accountId: AccountId }
  /** The evidence is a serialised `SignedDeviceList`. */
  | { readonly type: 'expel'; readonly accountId: AccountId; readonly evidence: Uint8Array };

/** [M-2] A well-formed entry; nothing about it is verified. */
export interface MembershipEntry {
  readonly roomId: RoomId;
  /** From 1. */
  readonly sequence: number;
  readonly previousHash: Fixed<32>;
  readonly author: DeviceAddress;
  /** Of the author's device list that names the device. */
  readonly listVersion: number;
  readonly listHash: Fixed<32>;
  /** The author's clock: shown, never compared. */
  readonly createdAtMs: number;
  readonly change: MembershipChange;
}
