import type { ConversationView } from '../../messenger/port.ts';
import { useConnected } from './use-connected.ts';

/** Whether the person is known to be here; of a group nobody asks. */
export function useOnline(view: ConversationView): boolean {
  return useConnected() && view.kind === 'direct' && view.presence.online;
}
