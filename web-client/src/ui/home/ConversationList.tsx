import type { JSX } from 'preact';
import { arrangeConversations } from '../../viewmodel/home/conversation-list.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { ConversationItem } from './ConversationItem.tsx';

interface ConversationListProps {
  readonly search: string;
  readonly myId: string;
}

export function ConversationList({ search, myId }: ConversationListProps): JSX.Element {
  const tacet = useTacet();
  const { conversations } = tacet.snapshot.value;
  const arranged = arrangeConversations(conversations, search);
  const selected = tacet.navigation.route.value.roomId;
  return (
    <nav class="conversations" aria-label={t('home.conversations')}>
      <ul>
        {arranged.map((conversation) => (
          <li key={conversation.roomId}>
            <ConversationItem
              conversation={conversation}
              myId={myId}
              selected={conversation.roomId === selected}
              onOpen={() => tacet.openConversation(conversation.roomId)}
            />
          </li>
        ))}
      </ul>
      {conversations.length === 0 && tacet.requests.value.length === 0 && (
        <EmptyState title={t('home.no-conversations-title')} text={t('home.no-conversations-text')}>
          <AddFriendButton />
        </EmptyState>
      )}
      {conversations.length > 0 && arranged.length === 0 && (
        <div class="conversations-none">
          <p role="status">{t('home.nothing-found', { search })}</p>
          <AddFriendButton />
        </div>
      )}
    </nav>
  );
}

function AddFriendButton(): JSX.Element {
  const { navigation } = useTacet();
  return (
    <Button look="primary" icon="add-friend" onClick={() => navigation.open({ dialog: 'add-friend' })}>
      {t('home.add-friend')}
    </Button>
  );
}
