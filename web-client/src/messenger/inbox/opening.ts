import { deviceName } from '../devices/device-name.ts';
import type { Work } from '../vault/work.ts';
import type {
  Envelope,
  EnvelopeOpener,
  OpenedEnvelope,
  RejectedEnvelope,
  Sender,
} from './envelope-opener.ts';

/** An envelope, and the device of a verified list that sent it; or what it turned out to be without being opened. */
export interface Unopened {
  readonly envelope: Envelope;
  readonly sender: Sender | RejectedEnvelope;
}

/**
 * [V-14] Opens a batch in one transaction. What comes of one device is opened in its order, since each message takes what the
 * one before it left; what comes of several devices at the same time, since a pair's record belongs to one device alone and
 * cryptography answers faster the more it is asked at once. What two of them could both take, a prekey, is `Pairs`' to guard.
 *
 * @returns what each turned out to be, in the order given
 */
export function openAll(
  opener: Pick<EnvelopeOpener, 'open'>,
  tx: Work,
  batch: readonly Unopened[],
): Promise<readonly OpenedEnvelope[]> {
  const lines = new Map<string, Promise<unknown>>();
  return Promise.all(
    batch.map(({ envelope, sender }) => {
      if ('outcome' in sender) return Promise.resolve(sender);
      const line = deviceName(envelope.senderAccountId, envelope.senderDeviceId);
      const opening = (lines.get(line) ?? Promise.resolve()).then(() =>
        opener.open(tx, envelope, sender.device),
      );
      lines.set(line, opening);
      return opening.then((rest) => rest());
    }),
  );
}
