import { concat, type Fixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { roomId, type AccountId, type RoomId } from '../ids.ts';
import { label } from '../suite.ts';

const ROOM_LABEL = label('tacet/group-room/v1');

/** [M-1] The id of the group that this account begins with this nonce: nobody else can have begun it. */
export async function groupRoomId(
  crypto: CryptoProvider,
  creator: AccountId,
  nonce: Fixed<32>,
): Promise<RoomId> {
  const bytes = (await crypto.sha256(concat(ROOM_LABEL, creator, nonce))).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return roomId(bytes);
}
