import type { ContentBody } from '../../protocol/index.ts';
import type { Collection } from '../vault/collection.ts';

/** What a message says, before it is made into a content for one room. */
export type OutgoingBody =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'receipt'; readonly kind: 'delivered' | 'read'; readonly wireIds: readonly string[] }
  /** [C-13] */
  | {
      readonly type: 'resend-request';
      readonly wireIds: readonly string[];
      readonly counters: readonly number[];
    }
  /** [M-15] */
  | ({ readonly type: 'room-update' } & OutgoingName)
  /** [M-16] Into the direct room with whom was invited. */
  | {
      readonly type: 'group-invitation';
      readonly groupId: string;
      readonly firstHash: Uint8Array;
      readonly name: OutgoingName;
    }
  /** [D-9] [D-10] [D-13] In the own room. */
  | OwnBody
  /** [C-14] The content of this number, exactly as it was sent first. */
  | { readonly type: 'resent'; readonly counter: number };

/** [D-7] What devices of one account tell each other. */
export type OwnBody = Extract<ContentBody, { type: 'history-part' | 'read-marks' | 'trust-marks' }>;

export interface OutgoingName {
  readonly name: string;
  readonly description: string;
  readonly salt: Uint8Array;
}

/** What is said without a bubble, and yet counts among the messages, [C-11]. */
export type QuietBody = Extract<OutgoingBody, { type: 'room-update' | 'group-invitation' }> | OwnBody;

/** [V-18] Whether it may be asked for again. */
export function isKept({ type }: OutgoingBody): boolean {
  return type !== 'receipt' && type !== 'resend-request' && type !== 'resent';
}

/** [C-13] [C-14] What mends something: it is for one device, and of no use to one that it could not be sealed for. */
export function isOfRepair({ type }: OutgoingBody): boolean {
  return type === 'resend-request' || type === 'resent';
}

/** The one device that an envelope is for. */
export interface Target {
  readonly accountId: string;
  readonly deviceId: string;
}

/** A finished envelope: these very bytes go out, as often as it takes. */
export interface SealedEnvelope {
  readonly id: string;
  readonly wireId: string;
  /** Serialised `relay.v1.Send` in one piece; cut into frames when it is sent. */
  readonly send: Uint8Array;
}

/**
 * Something that waits to be accepted by the relay. Rows of one room leave in the order of `seq`: the
 * recipient sees them in that order.
 */
export interface OutboxRow {
  readonly seq: number;
  readonly roomId: string;
  readonly body: OutgoingBody;
  /** Index of the bubble in its conversation; null for what has none. */
  readonly messageIndex: number | null;
  readonly sentAtMs: number;
  /** `Content.counter` and `Content.seen`: fixed when written, so that every encryption says the same, [C-11]. */
  readonly counter: number;
  readonly seen: readonly string[];
  /** Null until encrypted, and again when the devices it was made for turned out wrong. */
  readonly envelope: SealedEnvelope | null;
  /**
   * Whether any envelope of it may have left this browser: committed before the first one does, and never taken back. Null
   * of messages that were refused before, and of rows of earlier clients, which did not note it.
   */
  readonly left: boolean | null;
  /** Absent for what is for every device of the room. */
  readonly target?: Target;
}

export const OUTBOX: Collection<OutboxRow> = {
  store: 'outbox',
  hideNames: false,
  version: 5,
  // What is for one device alone came with 2, what is said of groups with 3, the own room with 4; nothing else changed
  // before `left` came with 5.
  upgrades: {
    1: (old) => old,
    2: (old) => old,
    3: (old) => old,
    4: (old) => Object.assign({}, old, { left: null }),
  },
};

/** Key of a row: decimal, padded so that key order is sending order. */
export function outboxName({ seq }: { readonly seq: number }): string {
  return String(seq).padStart(12, '0');
}
