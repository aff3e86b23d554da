import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { ConversationView, MessageView } from '../../messenger/port.ts';
import { StateMark } from '../conversation/StateMark.tsx';
import { useTacet } from '../context.ts';
import { formatShort } from '../format/dates.ts';
import { conversationName, senderShortName } from '../format/names.ts';
import { noticeText } from '../format/notices.ts';
import { typingText } from '../format/typing.ts';
import { t } from '../messages/translate.ts';
import { ConversationAvatar } from '../parts/ConversationAvatar.tsx';
import { Telling } from '../parts/Telling.tsx';
import { TrustMark } from '../parts/TrustMark.tsx';
import { useOnline } from './use-online.ts';

interface ConversationItemProps {
  readonly conversation: ConversationView;
  readonly myId: string;
  readonly selected: boolean;
  readonly onOpen: () => void;
}

/** The button is named by the person or group alone and covers the row; preview and unread count describe it. */
export function ConversationItem(props: ConversationItemProps): JSX.Element {
  const { conversation, myId, selected, onOpen } = props;
  const { unread, sortMs } = conversation;
  const name = conversationName(conversation, myId);
  const online = useOnline(conversation);
  const { today } = useTacet();
  const id = useId();
  return (
    <div
      class="conversation-item"
      data-selected={selected || undefined}
      data-unread={unread > 0 || undefined}
    >
      <ConversationAvatar view={conversation} name={name} />
      <span class="conversation-item-who named">
        <button
          type="button"
          class="conversation-item-name"
          data-room={conversation.roomId}
          aria-describedby={`${id}-trust ${id}-preview ${id}-unread`}
          aria-current={selected ? 'true' : undefined}
          onClick={onOpen}
        >
          {name}
          {conversation.kind === 'direct' && <Telling person={conversation.person} />}
        </button>
        {conversation.kind === 'direct' && <TrustMark trust={conversation.trust} id={`${id}-trust`} />}
      </span>
      <time class="conversation-item-time">{formatShort(sortMs, today.startMs.value)}</time>
      <span class="conversation-item-preview" id={`${id}-preview`}>
        {online && <span class="visually-hidden">{t('home.online')}. </span>}
        <Preview conversation={conversation} myId={myId} selected={selected} />
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
  readonly myId: string;
  readonly selected: boolean;
}

function Preview({ conversation, myId, selected }: PreviewProps): JSX.Element {
  const { kind, lastMessage: last } = conversation;
  const { lookalikes } = useTacet().snapshot.value;
  const typing = typingText(conversation, myId);
  if (typing !== null) return <em class="typing-text">{kind === 'direct' ? t('home.typing') : typing}</em>;
  if (conversation.draft !== '' && !selected) {
    return <em class="draft-text">{t('home.draft', { text: conversation.draft })}</em>;
  }
  if (last === null || last.notice === 'conversation-started') {
    return <>{kind === 'direct' ? t('home.new-friend') : t('home.quiet-group')}</>;
  }
  if (last.kind === 'notice') return <>{noticeText(last, conversation, myId, lookalikes)}</>;
  if (!last.mine) return <>{kind === 'direct' ? previewOf(last) : said(conversation, last)}</>;
  return (
    <>
      <StateMark state={last.state} /> {t('home.you', { text: previewOf(last) })}
    </>
  );
}

function said(conversation: ConversationView, last: MessageView): string {
  return t('home.said', { name: senderShortName(conversation, last.senderId), text: previewOf(last) });
}

/** One line is shown; more of a long text would only be cut off again. */
const PREVIEW_LENGTH = 160;

function previewOf(message: MessageView): string {
  if (message.state === 'repairing') return t('conversation.repairing');
  if (message.state === 'lost') return t('state.lost');
  return message.kind === 'unknown' ? t('conversation.unknown-kind') : message.body.slice(0, PREVIEW_LENGTH);
}
