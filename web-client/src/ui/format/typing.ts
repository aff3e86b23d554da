import type { ConversationView } from '../../messenger/port.ts';
import { t } from '../messages/translate.ts';
import { conversationName, senderShortName } from './names.ts';

/** Who is writing just now, or null. */
export function typingText(view: ConversationView, myId: string): string | null {
  if (view.kind === 'direct') {
    return view.typing ? t('conversation.typing', { name: conversationName(view, myId) }) : null;
  }
  const [first, second, ...more] = view.typing.map((accountId) => senderShortName(view, accountId));
  if (first === undefined) return null;
  if (second === undefined) return t('conversation.typing', { name: first });
  if (more.length === 0) return t('group.typing-two', { first, second });
  return t('group.typing-many', { count: view.typing.length });
}
