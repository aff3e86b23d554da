import { uuid, envelopeId } from '../../protocol/index.ts';
import type { Accepted, Refused, TryLater } from '../../wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Connection } from '../connection/connection.ts';
import type { Timers } from '../ports/platform.ts';
import { partsOf } from './parts.ts';
import type { SealedEnvelope } from './records.ts';

/** An answer that takes longer is lost: the same bytes go out again. */
const ANSWER_TIMEOUT_MS = 30_000;

/** What became of an envelope; `lost` when nobody knows. */
export type Answer =
  | { readonly type: 'accepted'; readonly frame: Accepted }
  | { readonly type: 'refused'; readonly frame: Refused }
  | { readonly type: 'later'; readonly frame: TryLater }
  | { readonly type: 'lost' };

/** Envelopes that were handed to the relay and wait for its answer. */
export class UnderWay {
  readonly #connection: Connection;
  readonly #timers: Timers;
  readonly #awaited = new Map<string, (answer: Answer) => void>();

  constructor(connection: Connection, timers: Timers) {
    this.#connection = connection;
    this.#timers = timers;
  }

  answered(answer: Exclude<Answer, { type: 'lost' }>): void {
    this.#awaited.get(uuid(envelopeId(answer.frame.envelopeId)))?.(answer);
  }

  /** The connection is gone, and with it every answer. */
  lose(): void {
    for (const answer of this.#awaited.values()) answer({ type: 'lost' });
  }

  /** All parts leave in this very turn: the relay puts one envelope together at a time [F-3]. */
  async send(envelope: SealedEnvelope, maxFrameBytes: number): Promise<Answer> {
    const parts = partsOf(envelope.send, maxFrameBytes);
    return new Promise((resolve) => {
      const cancel = this.#timers.after(ANSWER_TIMEOUT_MS, () => answer({ type: 'lost' }));
      const answer = (received: Answer) => {
        cancel();
        this.#awaited.delete(envelope.id);
        resolve(received);
      };
      this.#awaited.set(envelope.id, answer);
      for (const value of parts) {
        if (!this.#connection.send({ case: 'send', value })) return answer({ type: 'lost' });
      }
    });
  }
}
