import type { MessageView, Person } from '../port.ts';
import type { Collection } from '../vault/collection.ts';

/** One entry of a conversation as stored; the view without what only the engine needs. */
export interface StoredMessage extends MessageView {
  /** Ids on the wire, newest last: encrypting again gives the same message another one. */
  readonly wireIds: readonly string[];
  /** [C-17] Serialised content of a format or type this client does not know, for a later one that does. */
  readonly unknownContent?: Uint8Array;
  /** `Content.counter`: trying an own text again keeps it, [C-11]. Absent in older records of what others sent. */
  readonly counter?: number;
  /** Which device sent it, if it was another one than this. Absent in older records. */
  readonly deviceId?: string;
  /** Of an own text in a group: whom it was encrypted for, and what they said of it. */
  readonly audience?: Audience;
}

/** How far a message came, without a word of who its recipients are: the log of the group tells that. */
export interface Audience {
  /** Of the log that it was encrypted for. */
  readonly sequence: number;
  /**
   * One letter for each other member there, in ascending order of account ids: `s` sent, `d` delivered, `r` read,
   * `x` gets nothing, since the account was gone.
   */
  readonly states: string;
}

/** Counters between these, both included, have not come; a notice in the conversation says so. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly missing: number;
  /** Places that are kept for them: the index of the first, and how many follow each other. */
  readonly index: number;
  readonly places: number;
  /** Index of the notice, which goes when everything has come after all. */
  readonly noticeIndex: number;
  /** Of a device of this account: the user knows what was written there, nothing is said. */
  readonly quiet?: boolean;
}

/** What one sending device has counted here, [C-12]. */
export interface Heard {
  readonly highest: number;
  /** Envelopes since then that could not be read: each already has a bubble that says so. */
  readonly unreadable: number;
  /** `highest` when the newest of them came; absent in older records. */
  readonly unreadableAfter?: number;
  /** Oldest first. */
  readonly gaps: readonly Gap[];
}

/** Something that the services said, or a peer said of their lists, does not hold. */
export interface Alarm {
  /** Code of the refusal, docs/spec/limits.md. */
  readonly code: string;
  /** What has to hold again before it is over; see `alarms.ts`. */
  readonly about: string;
  /** Index of the notice that tells of it. */
  readonly noticeIndex: number;
}

/** [C-16] The head that a device named for a list: a newer one than is known here, or another one. */
export interface ToldHead {
  readonly byAccount: string;
  readonly byDevice: string;
  readonly accountId: string;
  readonly version: number;
  readonly hash: Uint8Array;
}

export type Conversation = DirectConversation | GroupConversation | OwnConversation;

export interface DirectConversation extends ConversationRow {
  readonly kind: 'direct';
  readonly person: Person;
}

/** Who is in it and what it is called are in the record of the group, `rooms/records.ts`. */
export interface GroupConversation extends ConversationRow {
  readonly kind: 'group';
}

/** [D-7] The account's room with itself: what its devices tell each other. Never shown. */
export interface OwnConversation extends ConversationRow {
  readonly kind: 'self';
}

/** The row of one conversation; small, since every message rewrites it. */
interface ConversationRow {
  readonly roomId: string;
  /** The service's, which the relay judges by. */
  readonly roomVersion: number;
  /** False when nothing can be sent there any more. */
  readonly open: boolean;
  readonly startedAtMs: number;
  /** Entries from index 0 on; the next one at the end gets this index. */
  readonly messageCount: number;
  /** [D-10] Entries above index 0: history was put there, with indexes from -1 downwards. */
  readonly older?: number;
  readonly unread: number;
  /** Index of the oldest unread message, null when all is read. */
  readonly firstUnread: number | null;
  /** Indexes of unread messages above that one: they came late and stand where they belong. */
  readonly lateUnread?: readonly number[];
  readonly last: StoredMessage | null;
  readonly sortMs: number;
  readonly draft: string;
  /** `Content.counter` of the newest message of this device here, and of its newest receipt. */
  readonly sentCounter: number;
  readonly sentReceipts: number;
  /** By sending device (its account and id; its id in older records), the one heard of last at the end; null until one was since counting began. */
  readonly heard: Readonly<Record<string, Heard>> | null;
  /**
   * The highest number of each such device that stands here uncounted, `inbox/brought.ts`; null when there were too many.
   * Absent as long as nothing does, and in records of earlier clients.
   */
  readonly brought?: Readonly<Record<string, number>> | null;
  /** What does not hold: while there is any, nothing is sent here, but for usernames ([C-20]). */
  readonly standing?: readonly Alarm[];
  /** [C-17] Indexes of messages that a newer client may be able to read, the newest last. */
  readonly unknown?: readonly number[];
  /** [C-16] What is yet to be compared, or did not hold. */
  readonly told?: readonly ToldHead[];
  /** Wire ids of the latest messages received, newest last, for `Content.seen`. */
  readonly seen: readonly string[];
  /** Wire ids that a receipt will name: written with the message, cleared with the receipt's outbox row. */
  readonly dueDelivered: readonly string[];
  readonly dueRead: readonly string[];
  /** [D-9] As above, for the other devices of this account alone: nobody else is to hear of it. */
  readonly dueMarks?: readonly string[];
}

/** Index of what is known under a message id and stands in no conversation. */
export const NOWHERE = -10_000_000_000;

/** Where the message with a wire id stands. */
export interface MessageLocation {
  readonly roomId: string;
  readonly index: number;
  /** Number of an own content in the main sequence, [V-18]. */
  readonly counter?: number;
  /** [D-10] Whether a history says that this id stands for it, and this device opened nothing under the id. */
  readonly brought?: boolean;
}

/** Earlier clients did not note it; in front stands only what a history brought. */
export const isBrought = ({ brought, index }: MessageLocation): boolean => brought ?? index < 0;

/** Index of the topmost unread message, null when all is read. */
export function topmostUnread({ firstUnread, lateUnread = [] }: Conversation): number | null {
  const all = firstUnread === null ? lateUnread : [...lateUnread, firstUnread];
  return all.length === 0 ? null : Math.min(...all);
}

export const CONVERSATIONS: Collection<Conversation> = {
  store: 'conversations',
  hideNames: true,
  version: 5,
  upgrades: {
    // There were no own rooms, and no history.
    4: (old) => old,
    // Earlier clients did not look at counters: where they stand is not known.
    1: (old) => Object.assign({}, old, { sentReceipts: 0, heard: null }),
    2: withPlaces,
    // There were no groups.
    3: (old) => Object.assign({}, old, { kind: 'direct' }),
  },
};

type Heards = Readonly<Record<string, Heard>> | null;

/** Gaps had a notice and kept no places: what comes late stands at the end, as it did then. */
function withPlaces(old: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- version 2 of this record
  const { heard } = old as { readonly heard: Heards };
  const placed = Object.entries(heard ?? {}).map(([device, each]) => {
    const gaps = each.gaps.map((gap) => ({ ...gap, index: 0, places: 0 }));
    return [device, { ...each, gaps }] as const;
  });
  return Object.assign({}, old, { heard: heard && Object.fromEntries(placed) });
}

export const MESSAGES: Collection<StoredMessage> = {
  store: 'messages',
  hideNames: true,
  version: 1,
  recent: true,
};
export const MESSAGE_IDS: Collection<MessageLocation> = {
  store: 'message_ids',
  hideNames: true,
  version: 2,
  upgrades: { 1: withNowhere },
};

/** Where -1 is now the place of an entry, it stood for none. */
function withNowhere(old: unknown): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- version 1 of this record
  return (old as MessageLocation).index === -1 ? Object.assign({}, old, { index: NOWHERE }) : old;
}

/** Suffix of a message's record: decimal, padded so that key order is index order; below 0 counted up from {@link NOWHERE}. */
export function indexSuffix(index: number): string {
  const digits = String(index < 0 ? index - NOWHERE : index).padStart(10, '0');
  return index < 0 ? `-${digits}` : digits;
}

/** @param older entries above index 0, all of which the interface counts from 0 */
export function viewOf(message: StoredMessage, older: number): MessageView {
  const {
    wireIds: _wireIds,
    unknownContent: _unknownContent,
    counter: _counter,
    deviceId: _deviceId,
    audience,
    ...shown
  } = message;
  const view = { ...shown, index: shown.index + older };
  return audience ? { ...view, reach: reachOf(audience) } : view;
}

export function reachOf({ states }: Audience): NonNullable<MessageView['reach']> {
  const count = (letters: string) => Array.from(states).filter((state) => letters.includes(state)).length;
  return { of: count('sdr'), delivered: count('dr'), read: count('r') };
}
