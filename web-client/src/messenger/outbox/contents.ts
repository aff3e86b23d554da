import { fixed, fromBase64url } from '../../bytes/index.ts';
import {
  type Content,
  type ContentBody,
  accountId,
  fromUuid,
  messageId,
  roomId,
  type RoomName,
  type RoomState,
} from '../../protocol/index.ts';
import type { Conversation } from '../conversations/records.ts';
import type { Preparation } from './envelope-maker.ts';
import type { OutboxRow, OutgoingBody, OutgoingName } from './records.ts';

/** [M-11] */
export function stateOf(
  { roomVersion }: Conversation,
  { log, lists }: Pick<Preparation, 'log' | 'lists'>,
): RoomState {
  return {
    roomVersion: log ? log.sequence : roomVersion,
    logHead: log ? log.headHash : null,
    deviceLists: lists.map((list) => ({
      accountId: accountId(list.accountId),
      version: list.version,
      hash: list.hash,
    })),
  };
}

/** What is encrypted: the same however often it is. */
export function contentOf(row: OutboxRow, body: ContentBody, roomState: RoomState): Content {
  return {
    roomId: roomId(fromUuid(row.roomId)),
    sentAtMs: row.sentAtMs,
    counter: row.counter,
    seen: row.seen.map((id) => messageId(fromBase64url(id))),
    roomState,
    body,
  };
}

const nameIn = ({ name, description, salt }: OutgoingName): RoomName => ({
  name,
  description,
  salt: fixed(32, salt, 'salt'),
});

const idsOf = (wireIds: readonly string[]) => wireIds.map((id) => messageId(fromBase64url(id)));

export function bodyOf(body: Exclude<OutgoingBody, { type: 'resent' }>): ContentBody {
  switch (body.type) {
    case 'text':
      return { type: 'text', body: body.text, replyTo: null };
    case 'receipt':
      return { type: 'receipt', kind: body.kind, messageIds: idsOf(body.wireIds) };
    case 'resend-request':
      return { type: 'resend-request', messageIds: idsOf(body.wireIds), counters: body.counters };
    case 'room-update':
      return { type: 'room-update', ...nameIn(body) };
    case 'history-part':
    case 'read-marks':
    case 'trust-marks':
      return body;
    case 'group-invitation':
      return {
        type: 'group-invitation',
        roomId: roomId(fromUuid(body.groupId)),
        firstHash: fixed(32, body.firstHash, 'first-hash'),
        name: nameIn(body.name),
      };
  }
}
