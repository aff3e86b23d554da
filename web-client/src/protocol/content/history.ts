import type { MessageInitShape } from '@bufbuild/protobuf';
import { utf8 } from '../../bytes/index.ts';
import type {
  HistoryEntry as WireEntry,
  HistoryEntrySchema,
  HistoryPart as WirePart,
  HistoryPartSchema,
} from '../../wire/gen/tacet/content/v1/content_pb.ts';
import { accountId, deviceId, messageId, roomId } from '../ids.ts';
import { MAX_HISTORY_IDS, MAX_TEXT_BYTES } from '../limits.ts';
import { safeInteger, wireInteger } from '../wire.ts';
import type { HistoryEntry, HistoryPart, HistoryState } from './content.ts';

const NONE = new Uint8Array();
/** In the order of their numbers on the wire. */
const STATES: readonly (HistoryState | undefined)[] = ['received', 'sent', 'delivered', 'read'];

export function encodeHistoryPart(part: HistoryPart): MessageInitShape<typeof HistoryPartSchema> {
  const { roomId: room, number, of, total } = part;
  return { roomId: room, number, of, total, entries: part.entries.map(wireEntry) };
}

export function wireEntry(entry: HistoryEntry): MessageInitShape<typeof HistoryEntrySchema> {
  return {
    senderAccountId: entry.senderAccountId,
    senderDeviceId: entry.senderDeviceId ?? NONE,
    counter: wireInteger(entry.counter ?? 0),
    sentAtMs: wireInteger(entry.sentAtMs),
    body: entry.body,
    messageIds: [...entry.messageIds],
    state: STATES.indexOf(entry.state),
  };
}

/** @returns null if an entry has a state that nobody knows @throws CodecError for an id of another length */
export function decodeHistoryPart(part: WirePart): HistoryPart | null {
  const entries: HistoryEntry[] = [];
  for (const wire of part.entries) {
    const entry = decodeEntry(wire);
    if (entry === null) {
      return null;
    }
    entries.push(entry);
  }
  const { number, of, total } = part;
  return { roomId: roomId(part.roomId), number, of, total, entries };
}

/** @returns null for a state that nobody knows @throws CodecError for an id of another length */
export function decodeEntry(wire: WireEntry): HistoryEntry | null {
  const state = STATES[wire.state];
  const counter = safeInteger(wire.counter, 'content');
  return state === undefined
    ? null
    : {
        senderAccountId: accountId(wire.senderAccountId),
        senderDeviceId: wire.senderDeviceId.length === 0 ? null : deviceId(wire.senderDeviceId),
        counter: counter === 0 ? null : counter,
        sentAtMs: safeInteger(wire.sentAtMs, 'content'),
        body: wire.body,
        messageIds: wire.messageIds.map(messageId),
        state,
      };
}

/** [C-8] */
export function isHistoryPart(part: HistoryPart): boolean {
  return (
    part.number >= 1 &&
    part.number <= part.of &&
    part.entries.length >= 1 &&
    part.entries.every(isHistoryEntry)
  );
}

/** [C-8] A text of a conversation, with the ids that it has on the wire. */
export function isHistoryEntry({ body, messageIds }: HistoryEntry): boolean {
  return (
    body.isWellFormed() &&
    body.length >= 1 &&
    utf8(body).length <= MAX_TEXT_BYTES &&
    messageIds.length >= 1 &&
    messageIds.length <= MAX_HISTORY_IDS
  );
}
