import type { Collection } from '../vault/collection.ts';

/** An envelope that was taken in; the relay may deliver it again for as long as it keeps mail. */
export interface SeenEnvelope {
  /** Sending account and device and envelope id, since the record's key is a tag. */
  readonly name: string;
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

export const ENVELOPES_SEEN: Collection<SeenEnvelope> = {
  store: 'envelopes_seen',
  hideNames: true,
  version: 1,
};
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
