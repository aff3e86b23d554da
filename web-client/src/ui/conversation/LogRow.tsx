import type { JSX } from 'preact';
import type { MessageView } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { placeMessage } from '../../viewmodel/conversation/grouping.ts';
import { useTacet } from '../context.ts';
import { formatDay } from '../format/dates.ts';
import { t } from '../messages/translate.ts';
import { MessageRow } from './MessageRow.tsx';

interface LogRowProps {
  readonly conversation: Conversation;
  readonly index: number;
  /** Rows from here on are bubbles that wait to be stored. */
  readonly stored: number;
  /** Of the timeline: another one means that its messages have to be read again. */
  readonly revision: number;
  readonly name: string;
}

/** One row: what begins with the message (a day, the unread ones), and the message. */
export function LogRow({ conversation, index, stored, name }: LogRowProps): JSX.Element {
  const { clock } = useTacet();
  const message = messageAt(conversation, index, stored);
  if (message === undefined) return <Placeholder index={index} />;
  const before = messageAt(conversation, index - 1, stored);
  const after = messageAt(conversation, index + 1, stored);
  const place = placeMessage(message, before, after, conversation.firstUnreadIndex);
  return (
    <>
      {place.startsDay && <p class="log-day">{formatDay(message.sentAtMs, clock.now())}</p>}
      {place.startsUnread && <p class="log-unread">{t('conversation.unread')}</p>}
      {message.notice !== 'discarded' && (
        <MessageRow
          conversation={conversation}
          message={message}
          name={name}
          startsGroup={place.startsGroup}
          endsGroup={place.endsGroup}
        />
      )}
    </>
  );
}

function messageAt(conversation: Conversation, index: number, stored: number): MessageView | undefined {
  if (index < stored) return conversation.timeline.at(index);
  const pending = conversation.pending.list.value[index - stored];
  if (pending === undefined) return undefined;
  return {
    id: `pending-${pending.key}`,
    index,
    roomId: conversation.roomId,
    senderId: conversation.myId,
    mine: true,
    body: pending.body,
    kind: 'text',
    sentAtMs: pending.sentAtMs,
    state: 'sending',
  };
}

/** Bubbles of a few widths stand in until the messages are read, a few milliseconds. */
function Placeholder({ index }: { index: number }): JSX.Element {
  return <div class={`placeholder placeholder-${index % 5}`} aria-hidden="true" />;
}
