import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { Person } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { t } from '../messages/translate.ts';
import { EmptyState } from '../parts/EmptyState.tsx';
import { Announcer } from './Announcer.tsx';
import { Closed } from './Closed.tsx';
import { Composer } from './Composer.tsx';
import { ConversationHead } from './ConversationHead.tsx';
import { MessageLog } from './MessageLog.tsx';

interface ConversationPaneProps {
  readonly conversation: Conversation;
  readonly me: Person;
  readonly onDetails: () => void;
}

export function ConversationPane({ conversation, onDetails }: ConversationPaneProps): JSX.Element | null {
  const id = useId();
  const view = conversation.view.value;
  if (view === null) return null;
  const name = displayName(view.person);
  const empty = conversation.timeline.count.value + conversation.pending.list.value.length === 0;
  return (
    <section class="conversation" aria-labelledby={id}>
      <ConversationHead view={view} headingId={id} onDetails={onDetails} />
      {empty ? (
        <div class="log log-empty" role="log" aria-label={t('conversation.messages')}>
          <EmptyState title={t('conversation.empty-title')} text={t('conversation.empty-text', { name })} />
        </div>
      ) : (
        <MessageLog conversation={conversation} name={name} />
      )}
      <Announcer conversation={conversation} name={name} />
      {view.open ? <Composer conversation={conversation} /> : <Closed person={view.person} />}
    </section>
  );
}
