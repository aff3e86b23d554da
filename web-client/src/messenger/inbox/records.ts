import type { Collection } from '../vault/collection.ts';

/** Envelopes of one device that were taken in, in the order in which they came; the relay may deliver them again for as long as it keeps mail. */
export interface SeenEnvelopes {
  /** Sending account and device, since the record's key is a tag; in records of earlier clients, of one envelope, its id as well. */
  readonly name: string;
  /** Number of this record among those of the device, from 0 on; null in records of earlier clients. */
  readonly page: number | null;
  readonly ids: readonly string[];
  /** When the last of them was. */
  readonly atMs: number;
}

/** An envelope that could not be shown, kept for repair and for telling the truth about it. */
export interface QuarantinedEnvelope {
  readonly seq: number;
  readonly senderAccountId: string;
  readonly senderDeviceId: string;
  readonly envelopeId: string;
  readonly roomId: string;
  readonly atMs: number;
  /** Stable code of the refusal, never its content. */
  readonly reason: string;
}

export const ENVELOPES_SEEN: Collection<SeenEnvelopes> = {
  store: 'envelopes_seen',
  hideNames: true,
  version: 2,
  upgrades: { 1: (old) => Object.assign({}, old, { page: null, ids: [] }) },
  recent: true,
};

/** Decimal, padded so that key order is the order of the pages. */
export const pageSuffix = (page: number): string => String(page).padStart(10, '0');

export const QUARANTINE: Collection<QuarantinedEnvelope> = {
  store: 'quarantine',
  hideNames: false,
  version: 1,
};

/** Newest kept: a flood of garbage must not fill the disk. */
export const MAX_QUARANTINED = 1_000;

export function quarantineName(seq: number): string {
  return String(seq).padStart(12, '0');
}
