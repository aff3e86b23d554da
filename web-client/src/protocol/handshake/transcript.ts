import { concat, prefixed } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { DevicePublic } from '../identity/keys.ts';
import { transcriptHash, type TranscriptHash } from '../ids.ts';
import type { AgreementPrekeyPublic, KemPrekeyPublic } from '../prekeys/prekey.ts';
import { encodeHandshake, type HandshakeHeader } from '../ratchet/message.ts';
import { label, SUITE_BYTES } from '../suite.ts';

/** Everything both sides of a handshake must agree on. */
export interface Transcript {
  readonly initiator: DevicePublic;
  readonly responder: DevicePublic;
  readonly header: HandshakeHeader;
  readonly signedPrekey: AgreementPrekeyPublic;
  readonly oneTimePrekey: AgreementPrekeyPublic | null;
  readonly kemPrekey: KemPrekeyPublic;
}

const LABEL = label('tacet/handshake/transcript/v1');

/** [H-4] The transcript hash T. */
export async function hashTranscript(
  crypto: CryptoProvider,
  transcript: Transcript,
): Promise<TranscriptHash> {
  const hash = await crypto.sha256(
    concat(
      LABEL,
      SUITE_BYTES,
      party(transcript.initiator),
      party(transcript.responder),
      encodeHandshake(transcript.header),
      transcript.signedPrekey,
      prefixed(transcript.oneTimePrekey ?? new Uint8Array()),
      transcript.kemPrekey,
    ),
  );
  return transcriptHash(hash);
}

function party(device: DevicePublic): Uint8Array {
  return concat(
    device.accountId,
    device.accountIdentityKey,
    device.deviceId,
    device.signingKey,
    device.agreementKey,
  );
}
