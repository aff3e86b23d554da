import type { ConversationView } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';

/** Whether the person is known to be here; without a connection nothing is known. */
export function useOnline({ presence }: ConversationView): boolean {
  return useTacet().snapshot.value.connection.state === 'online' && presence.online;
}
