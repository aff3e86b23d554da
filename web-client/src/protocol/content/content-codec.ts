import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { CodecError, fixed, UsageError, utf8, ValidationError } from '../../bytes/index.ts';
import {
  ContentSchema,
  Receipt_Kind as WireReceipt,
  type Content as WireContent,
  type GroupInvitation as WireInvitation,
  type RoomState as WireRoomState,
  type RoomUpdate as WireRoomUpdate,
  type TrustMark as WireTrustMark,
} from '../../wire/gen/tacet/content/v1/content_pb.ts';
import { accountId, messageId, roomId, type MessageId } from '../ids.ts';
import {
  MAX_CONTENT_BYTES,
  MAX_EMOJI_BYTES,
  MAX_NAME_CHARACTERS,
  MAX_READ_MARKS,
  MAX_RECEIPT_IDS,
  MAX_RESEND_IDS,
  MAX_ROOM_DESCRIPTION_BYTES,
  MAX_ROOM_MEMBERS,
  MAX_SEEN,
  MAX_TEXT_BYTES,
  MAX_TRUST_MARKS,
} from '../limits.ts';
import type { RoomName } from '../room/name.ts';
import { bytes32, parse, safeInteger, wireInteger } from '../wire.ts';
import type { Content, ContentBody, RoomState, TrustMark } from './content.ts';
import { decodeHistoryPart, encodeHistoryPart, isHistoryPart } from './history.ts';

/** [C-1] */
const FORMAT = 1;
const NONE = new Uint8Array();
type WireBody = WireContent['body'];
type WireBodyInit = NonNullable<MessageInitShape<typeof ContentSchema>['body']>;

/**
 * [C-7] [C-8] The bytes of a content.
 * @throws ValidationError as {@link decodeContent}
 * @throws UsageError `content-unknown`: only a newer client can write what this one does not know
 */
export function encodeContent(content: Content): Uint8Array {
  validate(content);
  const bytes = toBinary(
    ContentSchema,
    create(ContentSchema, {
      format: FORMAT,
      roomId: content.roomId,
      sentAtMs: wireInteger(content.sentAtMs),
      counter: wireInteger(content.counter),
      seen: [...content.seen],
      roomState: {
        roomVersion: wireInteger(content.roomState.roomVersion),
        logHead: content.roomState.logHead ?? NONE,
        deviceLists: content.roomState.deviceLists.map((list) => ({
          ...list,
          version: wireInteger(list.version),
        })),
      },
      body: encodeBody(content.body),
    }),
  );
  return withinLimit(bytes);
}

/**
 * [C-7] [C-8] The content of opened bytes.
 * @throws CodecError `content-…`
 * @throws ValidationError `content-…`
 */
export function decodeContent(bytes: Uint8Array): Content {
  const wire = parse(ContentSchema, withinLimit(bytes), 'content');
  if (wire.format !== FORMAT) {
    throw new CodecError('content-version');
  }
  const content: Content = {
    roomId: roomId(wire.roomId),
    sentAtMs: safeInteger(wire.sentAtMs, 'content'),
    counter: safeInteger(wire.counter, 'content'),
    seen: wire.seen.map(messageId),
    roomState: decodeRoomState(wire.roomState),
    body: decodeBody(wire.body),
  };
  validate(content);
  return content;
}

function withinLimit(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_CONTENT_BYTES) {
    throw new ValidationError('content-too-long');
  }
  return bytes;
}

function encodeBody(body: ContentBody): WireBodyInit {
  switch (body.type) {
    case 'text':
      return { case: 'text', value: { body: body.body, replyTo: body.replyTo ?? NONE } };
    case 'receipt':
      return {
        case: 'receipt',
        value: {
          kind: body.kind === 'read' ? WireReceipt.READ : WireReceipt.DELIVERED,
          messageIds: [...body.messageIds],
        },
      };
    case 'edit':
      return { case: 'edit', value: { target: body.target, body: body.body } };
    case 'delete':
      return { case: 'delete', value: { target: body.target } };
    case 'reaction':
      return { case: 'reaction', value: { target: body.target, emoji: body.emoji } };
    case 'resend-request':
      return {
        case: 'resendRequest',
        value: { messageIds: [...body.messageIds], counters: body.counters.map(wireInteger) },
      };
    case 'profile-update':
      return { case: 'profileUpdate', value: { firstName: body.firstName, lastName: body.lastName } };
    case 'room-update':
      return { case: 'roomUpdate', value: encodeName(body) };
    case 'group-invitation':
      return {
        case: 'groupInvitation',
        value: { roomId: body.roomId, firstHash: body.firstHash, name: encodeName(body.name) },
      };
    case 'history-part':
      return { case: 'historyPart', value: encodeHistoryPart(body) };
    case 'read-marks':
      return { case: 'readMarks', value: { roomId: body.roomId, messageIds: [...body.messageIds] } };
    case 'trust-marks':
      return { case: 'trustMarks', value: { marks: [...body.marks], standing: body.standing } };
    case 'unknown':
    default:
      throw new UsageError('content-unknown');
  }
}

function decodeBody(body: WireBody): ContentBody {
  switch (body.case) {
    case 'text':
      return { type: 'text', body: body.value.body, replyTo: optionalId(body.value.replyTo) };
    case 'receipt':
      return decodeReceipt(body.value.kind, body.value.messageIds);
    case 'edit':
      return { type: 'edit', target: messageId(body.value.target), body: body.value.body };
    case 'delete':
      return { type: 'delete', target: messageId(body.value.target) };
    case 'reaction':
      return { type: 'reaction', target: messageId(body.value.target), emoji: body.value.emoji };
    case 'resendRequest':
      return {
        type: 'resend-request',
        messageIds: body.value.messageIds.map(messageId),
        counters: body.value.counters.map((counter) => safeInteger(counter, 'content')),
      };
    case 'profileUpdate':
      return { type: 'profile-update', firstName: body.value.firstName, lastName: body.value.lastName };
    case 'roomUpdate':
      return { type: 'room-update', ...decodeName(body.value, 'content-room-update') };
    case 'groupInvitation':
      return decodeInvitation(body.value);
    case 'historyPart': {
      const part = decodeHistoryPart(body.value);
      demand(part !== null, 'content-history-part');
      return { type: 'history-part', ...part };
    }
    case 'readMarks':
      return {
        type: 'read-marks',
        roomId: roomId(body.value.roomId),
        messageIds: body.value.messageIds.map(messageId),
      };
    case 'trustMarks':
      return {
        type: 'trust-marks',
        marks: body.value.marks.map(decodeMark),
        standing: body.value.standing,
      };
    case undefined:
    default:
      return { type: 'unknown' };
  }
}

function decodeMark({ accountId: account, identityKey, verified }: WireTrustMark): TrustMark {
  const code = 'content-trust-marks';
  demand(account.length === 16 && identityKey.length === 32, code);
  return { accountId: accountId(account), identityKey: bytes32(identityKey, code), verified };
}

/** A kind of receipt this client does not know is content it does not know. */
function decodeReceipt(kind: WireReceipt, ids: readonly Uint8Array[]): ContentBody {
  const messageIds = ids.map(messageId);
  switch (kind) {
    case WireReceipt.DELIVERED:
      return { type: 'receipt', kind: 'delivered', messageIds };
    case WireReceipt.READ:
      return { type: 'receipt', kind: 'read', messageIds };
    case WireReceipt.KIND_UNSPECIFIED:
    default:
      return { type: 'unknown' };
  }
}

export const encodeName = ({ name, description, salt }: RoomName) => ({ name, description, salt });

/** [M-15] Without its salt a name is no commitment's. */
export function decodeName({ name, description, salt }: WireRoomUpdate, code: string): RoomName {
  demand(salt.length === 32, code);
  return { name, description, salt: bytes32(salt, code) };
}

function decodeInvitation(wire: WireInvitation): ContentBody {
  const { roomId: room, firstHash, name } = wire;
  const code = 'content-group-invitation';
  demand(room.length === 16 && firstHash.length === 32, code);
  if (name === undefined) {
    throw new ValidationError(code);
  }
  return {
    type: 'group-invitation',
    roomId: roomId(room),
    firstHash: bytes32(firstHash, code),
    name: decodeName(name, code),
  };
}

function optionalId(bytes: Uint8Array): MessageId | null {
  return bytes.length === 0 ? null : messageId(bytes);
}

function decodeRoomState(wire: WireRoomState | undefined): RoomState {
  if (wire === undefined) {
    throw new ValidationError('content-room-state'); // [C-8]
  }
  return {
    roomVersion: safeInteger(wire.roomVersion, 'content'),
    logHead: wire.logHead.length === 0 ? null : fixed(32, wire.logHead, 'content-log-head'),
    deviceLists: wire.deviceLists.map((list) => ({
      accountId: accountId(list.accountId),
      version: safeInteger(list.version, 'content'),
      hash: fixed(32, list.hash, 'content-list-hash'),
    })),
  };
}

function validate(content: Content): void {
  const isNumbered = content.counter >= 1;
  demand(isNumbered === (content.body.type !== 'resend-request'), 'content-counter'); // [C-11]
  demand(content.seen.length <= MAX_SEEN, 'content-seen');
  demand(isPossible(content.roomState), 'content-room-state');
  validateBody(content.body);
}

/** [M-11] A log has a first entry; in a direct room the version is not looked at. */
function isPossible({ logHead, roomVersion, deviceLists }: RoomState): boolean {
  return deviceLists.length <= MAX_ROOM_MEMBERS && (logHead === null || roomVersion >= 1);
}

function validateBody(body: ContentBody): void {
  switch (body.type) {
    case 'text':
    case 'edit':
      return demand(within(body.body, 1, MAX_TEXT_BYTES), 'content-text');
    case 'receipt':
      return demand(between(1, body.messageIds.length, MAX_RECEIPT_IDS), 'content-receipt');
    case 'resend-request':
      return demand(
        between(1, body.messageIds.length + body.counters.length, MAX_RESEND_IDS) &&
          body.counters.every((counter) => counter >= 1),
        'content-resend-request',
      );
    case 'reaction':
      return demand(within(body.emoji, 0, MAX_EMOJI_BYTES), 'content-reaction');
    case 'profile-update':
      return demand(named(body.firstName, 1) && named(body.lastName, 0), 'content-profile-update');
    case 'room-update':
      return demand(isRoomName(body), 'content-room-update');
    case 'group-invitation':
      return demand(isRoomName(body.name), 'content-group-invitation');
    case 'history-part':
      return demand(isHistoryPart(body), 'content-history-part');
    case 'read-marks':
      return demand(between(1, body.messageIds.length, MAX_READ_MARKS), 'content-read-marks');
    case 'trust-marks':
      return demand(between(1, body.marks.length, MAX_TRUST_MARKS), 'content-trust-marks');
    case 'delete':
    case 'unknown':
      return undefined;
  }
}

const between = (least: number, value: number, most: number): boolean => least <= value && value <= most;

function within(text: string, least: number, most: number): boolean {
  return text.isWellFormed() && text.length >= least && utf8(text).length <= most;
}

function named(text: string, least: number): boolean {
  const characters = Array.from(text).length;
  return text.isWellFormed() && characters >= least && characters <= MAX_NAME_CHARACTERS;
}

export const isRoomName = ({ name, description }: RoomName): boolean =>
  named(name, 1) && within(description, 0, MAX_ROOM_DESCRIPTION_BYTES);

function demand(holds: boolean, code: string): asserts holds {
  if (!holds) {
    throw new ValidationError(code);
  }
}
