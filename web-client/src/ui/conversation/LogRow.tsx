import type { JSX } from 'preact';
import type { ConversationView, MessageView } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { isHidden, nearestShown, placeMessage, type Row } from '../../viewmodel/conversation/grouping.ts';
import { whoHolds } from '../../viewmodel/conversation/held.ts';
import { personIn } from '../../viewmodel/groups/membership.ts';
import { useTacet } from '../context.ts';
import { formatDay } from '../format/dates.ts';
import { senderName } from '../format/names.ts';
import { noticeText } from '../format/notices.ts';
import { reachText } from '../format/reach.ts';
import { t } from '../messages/translate.ts';
import { MessageRow } from './MessageRow.tsx';
import { NoticeRow } from './NoticeRow.tsx';

interface LogRowProps {
  readonly conversation: Conversation;
  readonly index: number;
  /** Rows from here on are bubbles that wait to be stored. */
  readonly stored: number;
  /** Of the timeline: another one means that its messages have to be read again. */
  readonly revision: number;
  readonly view: ConversationView;
}

/** One row: what begins with the message (a day, the unread ones), and the message. */
export function LogRow({ conversation, index, stored, view }: LogRowProps): JSX.Element | null {
  const { today, snapshot } = useTacet();
  const rowAt = (at: number): Row => messageAt(conversation, at, stored);
  const message = rowAt(index);
  if (!message) return <Placeholder index={index} />;
  if (isHidden(message)) return null;
  const before = nearestShown(rowAt, index - 1, -1);
  const after = nearestShown(rowAt, index + 1, 1);
  const place = placeMessage(message, before, after, conversation.firstUnreadIndex);
  return (
    <>
      {place.startsDay && <p class="log-day">{formatDay(message.sentAtMs, today.startMs.value)}</p>}
      {place.startsUnread && <p class="log-unread">{t('conversation.unread')}</p>}
      {message.kind === 'notice' ? (
        <NoticeRow
          message={message}
          text={noticeText(message, view, conversation.myId, snapshot.value.lookalikes)}
        />
      ) : (
        <MessageRow
          conversation={conversation}
          message={message}
          name={senderName(view, message.senderId, snapshot.value.lookalikes)}
          face={faceOf(message, view)}
          inGroup={view.kind === 'group'}
          waits={index < stored && message.state === 'sending' && message.mine && whoHolds(view) !== null}
          startsGroup={place.startsGroup}
          endsGroup={place.endsGroup}
        />
      )}
      {after === null && <LastReach message={message} />}
    </>
  );
}

/** In a group, whose face stands beside the bubble. */
function faceOf({ mine, senderId }: MessageView, view: ConversationView): string | null {
  if (mine || view.kind === 'direct') return null;
  return personIn(view, senderId)?.username ?? senderId;
}

/** Of the very last message it is said in words; of those before, where the mark is pointed at. */
function LastReach({ message }: { message: MessageView }): JSX.Element | null {
  const text = message.mine ? reachText(message) : '';
  return text === '' ? null : <p class="message-reach">{text}</p>;
}

function messageAt(conversation: Conversation, index: number, stored: number): Row {
  if (index < 0) return null;
  if (index < stored) return conversation.timeline.at(index);
  const pending = conversation.pending.list.value[index - stored];
  if (pending === undefined) return null;
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
