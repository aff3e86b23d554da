import type { ConversationView } from '../../messenger/port.ts';
import { fullText } from '../account/names.ts';
import { finds } from '../system/search.ts';

/** Latest first; with a search, those whose name holds every word of it, or the username of the other person. */
export function arrangeConversations(
  conversations: readonly ConversationView[],
  search: string,
): readonly ConversationView[] {
  return conversations
    .filter((conversation) => finds(search, searchedText(conversation)))
    .toSorted((a, b) => b.sortMs - a.sortMs || a.roomId.localeCompare(b.roomId));
}

/** A group without a name yet goes by its members. */
function searchedText(conversation: ConversationView): string {
  if (conversation.kind === 'direct') return fullText(conversation.person);
  if (conversation.name !== '') return conversation.name;
  return conversation.members.map(({ person }) => fullText(person)).join(' ');
}

/** The neighbour in the list, for the keyboard; the ends hold on. */
export function neighbour(
  arranged: readonly ConversationView[],
  roomId: string | null,
  step: 1 | -1,
): string | null {
  const at = arranged.findIndex((conversation) => conversation.roomId === roomId);
  if (at < 0) return arranged[0]?.roomId ?? null;
  return arranged[Math.min(Math.max(at + step, 0), arranged.length - 1)]?.roomId ?? null;
}
