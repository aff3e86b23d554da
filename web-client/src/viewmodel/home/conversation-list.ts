import type { ConversationView } from '../../messenger/port.ts';
import { displayName } from '../account/names.ts';

/** Latest first; with a search, those whose name or username holds every word of it. */
export function arrangeConversations(
  conversations: readonly ConversationView[],
  search: string,
): readonly ConversationView[] {
  const words = fold(search).split(/\s+/u).filter(Boolean);
  return conversations
    .filter(({ person }) => {
      const text = fold(`${displayName(person)} ${person.username}`);
      return words.every((word) => text.includes(word));
    })
    .toSorted((a, b) => b.sortMs - a.sortMs || a.roomId.localeCompare(b.roomId));
}

/** "Zoë" is found by "zoe". */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
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
