import type { JSX } from 'preact';
import type { MessageView } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { bigEmoji } from '../../viewmodel/conversation/rich-text.ts';
import { formatFull, formatTime } from '../format/dates.ts';
import { noticeText } from '../format/notices.ts';
import { Icon, type IconName } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Button } from '../parts/Button.tsx';
import { memo } from '../parts/memo.ts';
import { MessageText } from './MessageText.tsx';
import { StateMark } from './StateMark.tsx';

interface MessageRowProps {
  readonly conversation: Conversation;
  readonly message: MessageView;
  readonly name: string;
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
}

/** One message. Its text for screen readers: who, what, when, and how far it got. */
export const MessageRow = memo<MessageRowProps>((props) => {
  const { conversation, message, name, startsGroup, endsGroup } = props;
  if (message.kind === 'notice') return <Notice message={message} name={name} />;
  const classes = ['message', message.mine ? 'message-mine' : 'message-theirs'];
  if (startsGroup) classes.push('message-first');
  if (endsGroup) classes.push('message-last');
  if (message.state === 'failed') classes.push('message-failed');
  const emoji = isText(message) ? bigEmoji(message.body) : 0;
  if (emoji > 0) classes.push(emoji <= 3 ? 'message-emoji' : 'message-emoji-row');
  return (
    <article class={classes.join(' ')} data-id={message.id}>
      <div class="bubble">
        <span class="visually-hidden">{message.mine ? t('conversation.you') : name}: </span>
        <Body message={message} name={name} />
        <Meta message={message} />
      </div>
      {message.state === 'failed' && <Failed conversation={conversation} message={message} name={name} />}
    </article>
  );
});

function isText(message: MessageView): boolean {
  return message.kind === 'text' && message.state !== 'repairing' && message.state !== 'lost';
}

function Body({ message, name }: { message: MessageView; name: string }): JSX.Element {
  if (isText(message)) return <MessageText body={message.body} />;
  const text =
    message.state === 'repairing'
      ? t('conversation.repairing')
      : message.state === 'lost'
        ? t('conversation.lost', { name })
        : t('conversation.unknown-kind');
  return (
    <em class="bubble-aside">
      <Icon name={message.state === 'repairing' ? 'wrench' : 'info'} small /> {text}
    </em>
  );
}

function Meta({ message: { sentAtMs, mine, state } }: { message: MessageView }): JSX.Element {
  return (
    <span class="bubble-meta">
      <time dateTime={new Date(sentAtMs).toISOString()} title={formatFull(sentAtMs)}>
        {formatTime(sentAtMs)}
      </time>
      {mine && state !== 'received' && (
        <>
          <StateMark state={state} />
          <span class="visually-hidden">{t(`state.${state}`)}</span>
        </>
      )}
    </span>
  );
}

interface FailedProps {
  readonly conversation: Conversation;
  readonly message: MessageView;
  readonly name: string;
}

function Failed({ conversation, message, name }: FailedProps): JSX.Element {
  const { id, unsentBecause } = message;
  return (
    <>
      {unsentBecause === 'identity-changed' && (
        <p class="message-reason">{t('conversation.not-sent-identity', { name })}</p>
      )}
      <div class="message-actions">
        <span aria-hidden="true">{t('conversation.not-sent')}</span>
        <Button look="quiet" onClick={() => void conversation.retry(id)}>
          {t('conversation.retry')}
        </Button>
        <Button look="quiet" onClick={() => void conversation.discard(id)}>
          {t('conversation.discard')}
        </Button>
      </div>
    </>
  );
}

function Notice({ message, name }: { message: MessageView; name: string }): JSX.Element | null {
  const { notice } = message;
  if (notice === undefined || notice === 'discarded') return null;
  const alarming = notice === 'identity-changed' || notice === 'security-alarm';
  return (
    <article class={alarming ? 'notice notice-alarming' : 'notice'} data-id={message.id}>
      <Icon name={noticeIcon(message)} small />
      <span>{noticeText(message, name)}</span>
    </article>
  );
}

function noticeIcon({ notice, state }: MessageView): IconName {
  if (notice === 'identity-changed' || notice === 'security-alarm') return 'alert';
  if (notice === 'security-restored') return 'info';
  if (notice === 'messages-missing') return state === 'repairing' ? 'wrench' : 'alert';
  return 'lock';
}
