import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ConversationView } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { senderName } from '../format/names.ts';
import { t } from '../messages/translate.ts';

interface AnnouncerProps {
  readonly conversation: Conversation;
  readonly view: ConversationView;
}

/** Tells screen readers about messages that arrive while the conversation is open. */
export function Announcer({ conversation, view }: AnnouncerProps): JSX.Element {
  const { timeline } = conversation;
  const [text, setText] = useState('');
  const count = timeline.count.value;
  // What came in front of them is no news.
  const moved = timeline.moved.value;
  const revision = timeline.revision.value;
  const latest = timeline.at(count - 1);
  const [opened] = useState(count - moved);
  useEffect(() => {
    if (latest === undefined || count - moved <= opened || latest.mine || latest.kind !== 'text') return;
    const name = senderName(view, latest.senderId);
    setText(t('conversation.announce', { name, text: latest.body }));
  }, [revision, count]);
  return (
    <p class="visually-hidden" aria-live="polite">
      {text}
    </p>
  );
}
