import { limits } from '../../protocol/index.ts';
import { deviceName } from '../devices/device-name.ts';
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
  /** Whom it was sealed for: a fingerprint of the keys of each device, by its account and id; by its id in older records. */
  readonly recipients: Readonly<Record<string, string>>;
  /** How often it was resent, by device, as above. */
  readonly resent: Readonly<Record<string, number>>;
}

/** [V-19] A content of another device that this one asks for: by its message id, or by its number if that is all. */
export interface Repair {
  readonly roomId: string;
  readonly accountId: string;
  readonly deviceId: string;
  readonly wanted: Wanted;
  /** How often it was asked for, and when first; before that, when it was noticed. */
  readonly asked: number;
  readonly firstAskedAtMs: number;
  /** When to ask again, or to give up. */
  readonly dueAtMs: number;
  /** Whether its device had no prekeys when it was to be asked first, [PK-7]: 45 days count from then. */
  readonly inVain?: boolean;
  /** Whether its record was named without the account, as earlier clients did; it goes within two days. */
  readonly namedByDevice?: boolean;
}

/** A device of a room, and what it is asked for. */
export type Asked = Pick<Repair, 'roomId' | 'accountId' | 'deviceId'>;

export type Wanted = { readonly wireId: string } | { readonly counter: number };

export const SENT: Collection<SentContent> = { store: 'sent', hideNames: true, version: 1 };
export const REPAIRS: Collection<Repair> = {
  store: 'repairs',
  hideNames: true,
  version: 2,
  upgrades: { 1: (old) => Object.assign({}, old, { namedByDevice: true }) },
};

/** Suffix of a sent content: decimal, padded so that key order is the order of the numbers. */
export function sentSuffix(counter: number): string {
  return String(counter).padStart(10, '0');
}

/** Message ids have no `#`. */
export function repairName(place: {
  readonly roomId: string;
  readonly accountId: string;
  readonly deviceId: string;
  readonly wanted: Wanted;
  readonly namedByDevice?: boolean;
}): string {
  const { roomId, accountId, deviceId, wanted, namedByDevice = false } = place;
  const device = namedByDevice ? deviceId : deviceName(accountId, deviceId);
  return `${roomId} ${device} ${'wireId' in wanted ? wanted.wireId : `#${wanted.counter}`}`;
}

/** [C-13] The time after an ask at which something is due: the next ask, not at once after a late one, or giving up. */
export function dueAfter(asked: number, firstAskedAtMs: number, nowMs: number): number {
  const [shortest = 0] = limits.RESEND_ASK_AFTER_MS;
  const again = limits.RESEND_ASK_AFTER_MS[asked - 1];
  return again === undefined
    ? nowMs + limits.RESEND_GIVE_UP_MS
    : Math.max(firstAskedAtMs + again, nowMs + shortest);
}

/** [S-11] Nothing waits longer than for being given up: what is due later than that is of a clock that was wrong. */
export function isDue({ dueAtMs }: Repair, nowMs: number): boolean {
  return dueAtMs <= nowMs || dueAtMs - nowMs > limits.RESEND_GIVE_UP_MS;
}
