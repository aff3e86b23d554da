import type { JSX } from 'preact';
import type { MessageView } from '../../messenger/port.ts';
import { avatarHue } from '../../viewmodel/account/names.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { bigEmoji } from '../../viewmodel/conversation/rich-text.ts';
import { insteadOfText } from '../format/bodies.ts';
import { formatFull, formatIso, formatTime } from '../format/dates.ts';
import { reachText } from '../format/reach.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { Avatar } from '../parts/Avatar.tsx';
import { Button } from '../parts/Button.tsx';
import { memo } from '../parts/memo.ts';
import { MessageText } from './MessageText.tsx';
import { StateMark } from './StateMark.tsx';

interface MessageRowProps {
  readonly conversation: Conversation;
  readonly message: MessageView;
  readonly name: string;
  /** In groups: decides the colour of the sender, whose face and name stand by the run of bubbles. */
  readonly face: string | null;
  readonly inGroup: boolean;
  /** An own message that is not sent until the user agrees. */
  readonly waits: boolean;
  readonly startsGroup: boolean;
  readonly endsGroup: boolean;
}

/** One message. Its text for screen readers: who, what, when, and how far it got. */
export const MessageRow = memo<MessageRowProps>((props) => {
  const { message, name, face, startsGroup, endsGroup } = props;
  const classes = ['message', message.mine ? 'message-mine' : 'message-theirs'];
  if (startsGroup) classes.push('message-first');
  if (endsGroup) classes.push('message-last');
  if (face !== null) classes.push('message-faced');
  if (message.state === 'failed') classes.push('message-failed');
  const emoji = insteadOfText(message, name) === null ? bigEmoji(message.body) : 0;
  if (emoji > 0) classes.push(emoji <= 3 ? 'message-emoji' : 'message-emoji-row');
  return (
    <article class={classes.join(' ')} data-id={message.id}>
      {face !== null && endsGroup && <Avatar id={face} name={name} size="small" />}
      <div class="bubble">
        {face !== null && startsGroup ? (
          <Sender face={face} name={name} />
        ) : (
          <span class="visually-hidden">{message.mine ? t('conversation.you') : name}: </span>
        )}
        <Body message={message} name={name} />
        <Meta message={message} />
      </div>
      {message.state === 'failed' && <Failed {...props} />}
      {props.waits && <Waiting {...props} />}
    </article>
  );
});

function Sender({ face, name }: { face: string; name: string }): JSX.Element {
  return (
    <span class={`bubble-sender name-hue-${avatarHue(face)}`}>
      {name}
      <span class="visually-hidden">: </span>
    </span>
  );
}

function Body({ message, name }: { message: MessageView; name: string }): JSX.Element {
  const text = insteadOfText(message, name);
  if (text === null) return <MessageText body={message.body} />;
  return (
    <em class="bubble-aside">
      <Icon name={message.state === 'repairing' ? 'wrench' : 'info'} small /> {text}
    </em>
  );
}

function Meta({ message }: { message: MessageView }): JSX.Element {
  const { sentAtMs, mine, state } = message;
  return (
    <span class="bubble-meta">
      <time dateTime={formatIso(sentAtMs)} title={formatFull(sentAtMs)}>
        {formatTime(sentAtMs)}
      </time>
      {mine && state !== 'received' && (
        <>
          <StateMark state={state} title={reachText(message)} />
          <span class="visually-hidden">{t(`state.${state}`)}</span>
        </>
      )}
    </span>
  );
}

function Failed({ conversation, message, name, inGroup }: MessageRowProps): JSX.Element {
  const { id, unsentBecause } = message;
  return (
    <>
      {unsentBecause !== undefined && (
        <p class="message-reason">
          {inGroup && unsentBecause === 'identity-changed'
            ? t('group.not-sent-identity')
            : t(`not-sent.${unsentBecause}`, { name })}
        </p>
      )}
      <div class="message-actions">
        <span aria-hidden="true">{t('conversation.not-sent')}</span>
        <Button look="quiet" onClick={() => void conversation.retry(id)}>
          {t('conversation.retry')}
        </Button>
        <Button look="quiet" onClick={() => void conversation.discard(message)}>
          {t('conversation.discard')}
        </Button>
      </div>
    </>
  );
}

function Waiting({ conversation, message }: MessageRowProps): JSX.Element {
  return (
    <div class="message-actions">
      <span aria-hidden="true">{t('conversation.waits')}</span>
      <Button look="quiet" onClick={() => void conversation.discard(message)}>
        {t('conversation.discard')}
      </Button>
    </div>
  );
}
