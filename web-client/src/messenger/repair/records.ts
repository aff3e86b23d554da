import { limits } from '../../protocol/index.ts';
import { speakerName, type Conversation } from '../conversations/records.ts';
import type { Collection } from '../vault/collection.ts';

/** [V-18] An own content as it was encrypted: what was asked for again goes out exactly as it went first. */
export interface SentContent {
  readonly roomId: string;
  /** `Content.counter`, in the main sequence. */
  readonly counter: number;
  readonly wireId: string;
  /** The envelope it was first sent under, and so the one it is bound to. */
  readonly envelopeId: string;
  readonly body: Uint8Array;
  readonly secret: Uint8Array;
  readonly leftAtMs: number;
  /** Whom it was sealed for: a fingerprint of the keys of each device, by account and device. */
  readonly recipients: Readonly<Record<string, string>>;
  /** How often it was resent, by device. */
  readonly resent: Readonly<Record<string, number>>;
}

/** [V-19] A content of another device that this one asks for: by its message id, or by its number if that is all. */
export interface Repair {
  readonly roomId: string;
  readonly kind: Conversation['kind'];
  readonly accountId: string;
  readonly deviceId: string;
  readonly wanted: Wanted;
  /** How often it was asked for, and when first. */
  readonly asked: number;
  readonly firstAskedAtMs: number;
  /** When to ask again, or to give up. */
  readonly dueAtMs: number;
}

/** A device of a room, and what kind of room that is. */
export type Asked = Pick<Repair, 'roomId' | 'kind' | 'accountId' | 'deviceId'>;

export type Wanted = { readonly wireId: string } | { readonly counter: number };

export const SENT: Collection<SentContent> = { store: 'sent', hideNames: true, version: 1 };
export const REPAIRS: Collection<Repair> = {
  store: 'repairs',
  hideNames: true,
  version: 2,
  // There were no groups.
  upgrades: { 1: (old) => Object.assign({}, old, { kind: 'direct' }) },
};

/** Suffix of a sent content: decimal, padded so that key order is the order of the numbers. */
export function sentSuffix(counter: number): string {
  return String(counter).padStart(10, '0');
}

/** Message ids have no `#`. */
export function repairName(repair: Asked & { readonly wanted: Wanted }): string {
  const { roomId, wanted } = repair;
  const speaker = speakerName(repair, repair);
  return `${roomId} ${speaker} ${'wireId' in wanted ? wanted.wireId : `#${wanted.counter}`}`;
}

/** [C-13] The time after an ask at which something is due: the next ask, or giving up. */
export function dueAfter(asked: number, firstAskedAtMs: number, nowMs: number): number {
  const again = limits.RESEND_ASK_AFTER_MS[asked - 1];
  return again === undefined ? nowMs + limits.RESEND_GIVE_UP_MS : firstAskedAtMs + again;
}
