import type { Clock } from '../ports/platform.ts';
import type { Counters } from '../vault/counters.ts';
import type { Work } from '../vault/work.ts';
import type { Envelope } from './envelope-opener.ts';
import { MAX_QUARANTINED, QUARANTINE, quarantineName, type QuarantinedEnvelope } from './records.ts';

/** What was refused, and the code why; never what it said. */
export class Quarantine {
  readonly #counters: Counters;
  readonly #clock: Clock;

  constructor({ counters, clock }: { readonly counters: Counters; readonly clock: Clock }) {
    this.#counters = counters;
    this.#clock = clock;
  }

  #add(tx: Work, refused: Omit<QuarantinedEnvelope, 'seq' | 'atMs'>): void {
    const seq = this.#counters.next(tx, 'quarantine');
    tx.put(QUARANTINE, quarantineName(seq), { ...refused, seq, atMs: this.#clock.now() });
    if (seq > MAX_QUARANTINED) tx.delete(QUARANTINE, quarantineName(seq - MAX_QUARANTINED));
  }

  addEnvelope(tx: Work, envelope: Envelope, reason: string): void {
    const { senderAccountId, senderDeviceId, envelopeId, roomId } = envelope;
    this.#add(tx, { senderAccountId, senderDeviceId, envelopeId, roomId, reason });
  }

  /** [M-8] A group whose log does not hold from its beginning has no envelope and no sender. */
  addRoom(tx: Work, roomId: string, reason: string): void {
    this.#add(tx, { roomId, reason, senderAccountId: '', senderDeviceId: '', envelopeId: '' });
  }
}
