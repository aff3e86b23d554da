import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ConversationView, MessageView } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { useTacet } from '../context.ts';
import { insteadOfText } from '../format/bodies.ts';
import { senderName } from '../format/names.ts';
import { noticeText } from '../format/notices.ts';
import { t } from '../messages/translate.ts';

interface AnnouncerProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
}

/** Tells screen readers what happens while the conversation is open. */
export function Announcer({ conversation, view }: AnnouncerProps): JSX.Element {
  const { lookalikes } = useTacet().snapshot.value;
  const [said, setSaid] = useState<{ turn: number; lines: readonly string[] }>({ turn: 0, lines: [] });
  const untold = conversation.news.untold.value;
  useEffect(() => {
    const { messages, more } = conversation.news.take();
    if (messages.length === 0) return;
    const lines = messages.map((message) => lineOf(message, view, conversation.myId, lookalikes));
    if (more > 0) lines.push(t('conversation.announce-more', { count: more }));
    setSaid(({ turn }) => ({ turn: turn + 1, lines }));
  }, [untold]);
  return (
    <div class="visually-hidden" aria-live="polite">
      {/* New elements each time: what stays the same is not read out, and people write "ok" twice. */}
      {said.lines.map((line, at) => (
        <p key={`${said.turn}-${at}`}>{line}</p>
      ))}
    </div>
  );
}

function lineOf(
  message: MessageView,
  view: ConversationView,
  myId: string,
  lookalikes: readonly string[],
): string {
  if (message.kind === 'notice') return noticeText(message, view, myId, lookalikes);
  const name = senderName(view, message.senderId, lookalikes);
  const text = insteadOfText(message, name) ?? message.body;
  return t('conversation.announce', { name: message.mine ? t('conversation.not-sent') : name, text });
}
