import { fromBase64url } from '../../bytes/index.ts';
import {
  accountId,
  cutHistory,
  deviceId,
  fromUuid,
  messageId,
  roomId as asRoomId,
  type HistoryEntry,
  type HistoryPart,
  type HistoryState,
} from '../../protocol/index.ts';
import { indexSuffix, MESSAGES, type Conversation, type StoredMessage } from '../conversations/records.ts';
import type { Ledger } from '../vault/ledger.ts';

/** Entries read at a time: at most 2 MB of the longest texts in memory, and mostly less than one part. */
const PAGE = 128;
const STATES: ReadonlySet<string> = new Set<HistoryState>(['received', 'sent', 'delivered', 'read']);

/** A part of what a conversation has, newest first. */
export interface Page {
  /** Null when there are no entries left. */
  readonly part: HistoryPart | null;
  /** Only entries above this index come after it. */
  readonly before: number;
  readonly isLast: boolean;
}

/**
 * Cuts what a conversation has above an index, a part at a time; the same entries always give the same parts.
 *
 * @param most entries of a part that is to be a short one
 */
export async function nextPage(
  ledger: Ledger,
  own: string,
  { roomId, older = 0 }: Conversation,
  before: number,
  most: number = Number.POSITIVE_INFINITY,
): Promise<Page> {
  const found: { readonly index: number; readonly entry: HistoryEntry }[] = [];
  const room = asRoomId(fromUuid(roomId));
  const step = Math.min(PAGE, most);
  for (let at = before; ; at -= step) {
    const range = { from: indexSuffix(Math.max(-older, at - step)), before: indexSuffix(at) };
    const messages = at > -older ? await ledger.readSuffixes(MESSAGES, roomId, range) : [];
    found.push(...messages.toReversed().flatMap((each) => entryOf(each, own)));
    const isEnd = at - step <= -older;
    const [part = null, ...others] = cutHistory(
      room,
      found.slice(0, most).map(({ entry }) => entry),
    );
    // Whatever is not the last one is followed by at least one entry: with the last one all totals have to be right.
    const isFollowed = others.length > 0 || found.length > most;
    const isLast = isEnd && !isFollowed;
    if (!isLast && !isFollowed) continue;
    return { part, before: found[(part?.entries.length ?? 0) - 1]?.index ?? -older, isLast };
  }
}

/**
 * Texts that somebody sent: what the conversation says of itself each device tells by itself, and what is unsent, missing or
 * not understood is no history.
 */
export function entryOf(
  message: StoredMessage,
  own: string,
): readonly { readonly index: number; readonly entry: HistoryEntry }[] {
  const { index, kind, state, body, wireIds, mine, counter, senderId, sentAtMs } = message;
  if (kind !== 'text' || !isState(state) || body === '' || wireIds.length === 0) return [];
  const device = message.deviceId ?? (mine && counter !== undefined ? own : undefined);
  const entry = {
    senderAccountId: accountId(fromUuid(senderId)),
    senderDeviceId: device === undefined ? null : deviceId(fromUuid(device)),
    counter: counter ?? null,
    sentAtMs,
    body,
    messageIds: wireIds.map((id) => messageId(fromBase64url(id))),
    state,
  };
  return [{ index, entry }];
}

function isState(state: string): state is HistoryState {
  return STATES.has(state);
}
