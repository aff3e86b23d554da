import type { ConversationView, RecoveryView } from '../../messenger/port.ts';

/** What leads back into an account whose keys are erased here. */
export type WayBack = 'phrase' | 'browser' | 'both' | 'none' | 'unknown';

/** `otherBrowsers`: null while nobody knows; then only a phrase that is known to be there is promised. */
export function wayBack(recovery: RecoveryView, otherBrowsers: number | null): WayBack {
  const hasOthers = otherBrowsers !== null && otherBrowsers > 0;
  if (recovery === 'set') return hasOthers ? 'both' : 'phrase';
  if (recovery === 'missing' && otherBrowsers !== null) return hasOthers ? 'browser' : 'none';
  return hasOthers ? 'browser' : 'unknown';
}

/**
 * Where something was written that nobody has: on its way, refused, or still a draft. Of the messages only the last one is
 * known; more may wait before it.
 */
export function unsentIn(conversations: readonly ConversationView[]): readonly ConversationView[] {
  return conversations.filter(({ draft, lastMessage }) => {
    const waits = lastMessage?.mine === true && ['sending', 'failed'].includes(lastMessage.state);
    return draft !== '' || waits;
  });
}
