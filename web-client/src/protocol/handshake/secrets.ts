import { concat, Secret } from '../../bytes/index.ts';
import type { AgreementOutput, CryptoProvider, KemOutput } from '../../crypto/index.ts';
import type { TranscriptHash } from '../ids.ts';
import type { RootKey, TypingKeys } from '../ratchet/keys.ts';
import { label, SUITE_BYTES } from '../suite.ts';

/** What the four or five shared secrets of a handshake become. */
export interface HandshakeSecrets {
  readonly rootKey: RootKey;
  readonly typing: TypingKeys;
}

const LABEL = label('tacet/handshake/secrets/v1');
/** As in X3DH and PQXDH: no X25519 public key begins with it, so this input is never another protocol's. */
const DOMAIN_SEPARATION = new Uint8Array(32).fill(0xff);

/** [H-3] `agreed` in the order DH1, DH2, DH3 and DH4 if there was a one-time prekey. */
export async function handshakeSecrets(
  crypto: CryptoProvider,
  agreed: readonly AgreementOutput[],
  kem: KemOutput,
  transcript: TranscriptHash,
  initiatedByUs: boolean,
): Promise<HandshakeSecrets> {
  const input = concat(DOMAIN_SEPARATION, ...agreed.map((each) => each.expose()), kem.expose());
  const info = concat(LABEL, SUITE_BYTES, transcript);
  const bytes = await crypto.hkdf(input, new Uint8Array(), info, 96);
  const [initiator, responder] = [bytes.subarray(32, 64), bytes.subarray(64)];
  return {
    rootKey: Secret.of('RootKey', 32, bytes.subarray(0, 32)),
    typing: {
      ours: Secret.of('OurTypingKey', 32, initiatedByUs ? initiator : responder),
      theirs: Secret.of('TheirTypingKey', 32, initiatedByUs ? responder : initiator),
    },
  };
}
