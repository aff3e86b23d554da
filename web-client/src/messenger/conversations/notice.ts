import type { MessageView } from '../port.ts';
import type { NewMessage } from './conversations.ts';
import type { Conversation } from './records.ts';

/** What happened to a group, and how it is told. */
export interface GroupEvent {
  readonly notice: NonNullable<MessageView['notice']>;
  readonly change: NonNullable<MessageView['change']>;
}

/** An entry about the conversation itself, made here and sent to nobody. */
export function notice(
  what: NonNullable<MessageView['notice']>,
  row: Conversation,
  nowMs: number,
): NewMessage {
  return {
    id: `notice-${row.messageCount}-${row.roomId}`,
    senderId: row.kind === 'direct' ? row.person.accountId : '',
    mine: false,
    body: '',
    kind: 'notice',
    notice: what,
    sentAtMs: nowMs,
    state: 'received',
    wireIds: [],
  };
}

export function groupNotice(
  { notice: what, change }: GroupEvent,
  row: Conversation,
  atMs: number,
): NewMessage {
  return { ...notice(what, row, atMs), senderId: change.actorId, change };
}
