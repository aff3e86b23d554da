import { concat, equal, fixed, UsageError, type Fixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { verifyDeviceList } from '../identity/device-list.ts';
import type { OurDevice } from '../identity/keys.ts';
import type { RoomId } from '../ids.ts';
import { ENTRY_LABEL } from './author.ts';
import type { MembershipChange, MembershipEntry } from './change.ts';
import { encodeEntry, encodeSignedEntry } from './entry-codec.ts';
import { judge } from './judge.ts';
import { authorListOf, type VerifiedLog } from './log-state.ts';
import { groupRoomId } from './room-id.ts';

const NO_PREDECESSOR = fixed(32, new Uint8Array(32), 'membership-hash');

/** What every entry of ours is made with. */
export interface EntryMaking {
  /** Our newest signed device list, which names this device. */
  readonly signedList: Uint8Array;
  readonly nowMs: number;
}

/**
 * [M-1] The first entry of a new group, and the id that the group has by it.
 * @param beginning its nonce, random and of this group alone, and the `roomNameHash` of its name
 */
export async function makeFirstEntry(
  crypto: CryptoProvider,
  ours: OurDevice,
  { nonce, nameHash }: { readonly nonce: Fixed<32>; readonly nameHash: Fixed<32> },
  making: EntryMaking,
): Promise<{ readonly roomId: RoomId; readonly signed: Uint8Array }> {
  const roomId = await groupRoomId(crypto, ours.public.accountId, nonce);
  const place = { roomId, sequence: 1, previousHash: NO_PREDECESSOR };
  const change = { type: 'create', nonce, nameHash } as const;
  return { roomId, signed: await sign(crypto, ours, null, place, change, making) };
}

/**
 * [M-2] [M-3] The next entry of a log, serialised as `SignedMembershipEntry`, with our list unless the log has it.
 * @throws UsageError `entry-not-allowed`: ask `judge` first, nobody would take it
 */
export async function makeEntry(
  crypto: CryptoProvider,
  ours: OurDevice,
  log: VerifiedLog,
  change: MembershipChange,
  making: EntryMaking,
): Promise<Uint8Array> {
  if (judge(log, ours.public.accountId, change) !== null) {
    throw new UsageError('entry-not-allowed');
  }
  const place = { roomId: log.roomId, sequence: log.sequence + 1, previousHash: log.headHash };
  return sign(crypto, ours, log, place, change, making);
}

type Place = Pick<MembershipEntry, 'roomId' | 'sequence' | 'previousHash'>;

async function sign(
  crypto: CryptoProvider,
  ours: OurDevice,
  log: VerifiedLog | null,
  place: Place,
  change: MembershipChange,
  { signedList, nowMs }: EntryMaking,
): Promise<Uint8Array> {
  const { accountId, deviceId } = ours.public;
  const list = await verifyDeviceList(crypto, accountId, signedList);
  if (!list.devices.some((device) => equal(device.deviceId, deviceId))) {
    throw new UsageError('entry-of-unlisted-device');
  }
  const isKnown = log !== null && authorListOf(log, accountId)?.version === list.version;
  return signEntry(
    crypto,
    ours,
    {
      ...place,
      author: { accountId, deviceId },
      listVersion: list.version,
      listHash: list.hash,
      createdAtMs: nowMs,
      change,
    },
    isKnown ? null : signedList,
  );
}

/** [M-2] An entry with the signature of this device. Whether anybody takes it is not looked at. */
export async function signEntry(
  crypto: CryptoProvider,
  ours: OurDevice,
  entry: MembershipEntry,
  authorList: Uint8Array | null,
): Promise<Uint8Array> {
  const bytes = encodeEntry(entry);
  const signature = await crypto.ed25519.sign(ours.signing, concat(ENTRY_LABEL, bytes));
  return encodeSignedEntry({ entry: bytes, signature, authorList });
}
