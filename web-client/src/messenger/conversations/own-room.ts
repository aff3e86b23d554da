import type { DeviceLists } from '../devices/device-lists.ts';
import type { Conversations } from './conversations.ts';

/** [D-7] Where other devices of this account hear of something; null while there is none. */
export async function sharedOwnRoom(
  conversations: Conversations,
  lists: Pick<DeviceLists, 'known'>,
  me: string,
): Promise<string | null> {
  const list = await lists.known(me);
  const own = conversations.own();
  return own && list && list.certified.length > 1 ? own.roomId : null;
}
