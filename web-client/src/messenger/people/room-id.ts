import { concat, utf8 } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { fromUuid, roomId, uuid } from '../../protocol/index.ts';

/**
 * The direct room of two accounts (`contracts/rest.md`): computed, never believed, so that the server
 * cannot pass one conversation off as another.
 */
export async function directRoomId(crypto: CryptoProvider, one: string, other: string): Promise<string> {
  const [smaller, larger] = one < other ? [one, other] : [other, one];
  const input = concat(utf8('tacet/direct-room/v1'), fromUuid(smaller), fromUuid(larger));
  const id = (await crypto.sha256(input)).slice(0, 16);
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x80;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  return uuid(roomId(id));
}
