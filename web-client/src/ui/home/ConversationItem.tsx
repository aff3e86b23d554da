import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { ConversationView, MessageView } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { StateMark } from '../conversation/StateMark.tsx';
import { formatShort } from '../format/dates.ts';
import { noticeText } from '../format/notices.ts';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { useOnline } from './use-online.ts';

interface ConversationItemProps {
  readonly conversation: ConversationView;
  readonly selected: boolean;
  readonly onOpen: () => void;
}

/** The button is named by the person alone and covers the row; preview and unread count describe it. */
export function ConversationItem({ conversation, selected, onOpen }: ConversationItemProps): JSX.Element {
  const { person, unread, lastMessage, sortMs } = conversation;
  const name = displayName(person);
  const online = useOnline(conversation);
  const id = useId();
  return (
    <div
      class="conversation-item"
      data-selected={selected || undefined}
      data-unread={unread > 0 || undefined}
    >
      <Avatar id={person.username} name={name} online={online} />
      <button
        type="button"
        class="conversation-item-name"
        aria-describedby={`${id}-preview ${id}-unread`}
        aria-current={selected ? 'true' : undefined}
        onClick={onOpen}
      >
        {name}
      </button>
      <time class="conversation-item-time">{formatShort(sortMs, Date.now())}</time>
      <span class="conversation-item-preview" id={`${id}-preview`}>
        {online && <span class="visually-hidden">{t('home.online')}. </span>}
        <Preview conversation={conversation} selected={selected} last={lastMessage} />
      </span>
      <span id={`${id}-unread`} class="conversation-item-unread">
        {unread > 0 && (
          <>
            <span class="badge" aria-hidden="true">
              {unread > 999 ? '999+' : unread}
            </span>
            <span class="visually-hidden">{t('home.unread', { count: unread })}</span>
          </>
        )}
      </span>
    </div>
  );
}

interface PreviewProps {
  readonly conversation: ConversationView;
  readonly selected: boolean;
  readonly last: MessageView | null;
}

function Preview({ conversation, selected, last }: PreviewProps): JSX.Element {
  if (conversation.typing) return <em class="typing-text">{t('home.typing')}</em>;
  if (conversation.draft !== '' && !selected) {
    return <em class="draft-text">{t('home.draft', { text: conversation.draft })}</em>;
  }
  if (last === null || last.notice === 'conversation-started') return <>{t('home.new-friend')}</>;
  if (last.kind === 'notice') return <>{noticeText(last, displayName(conversation.person))}</>;
  if (!last.mine) return <>{previewOf(last)}</>;
  return (
    <>
      <StateMark state={last.state} /> {t('home.you', { text: previewOf(last) })}
    </>
  );
}

/** One line is shown; more of a long text would only be cut off again. */
const PREVIEW_LENGTH = 160;

function previewOf(message: MessageView): string {
  if (message.state === 'repairing') return t('conversation.repairing');
  if (message.state === 'lost') return t('state.lost');
  return message.kind === 'unknown' ? t('conversation.unknown-kind') : message.body.slice(0, PREVIEW_LENGTH);
}
