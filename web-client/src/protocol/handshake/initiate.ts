import { named } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { OurDevice } from '../identity/keys.ts';
import { sessionIdOf, type RatchetSessionId } from '../ids.ts';
import type { VerifiedBundle } from '../prekeys/bundle.ts';
import { stepRoot } from '../ratchet/derivation.ts';
import { ourRatchetKey, theirRatchetKey } from '../ratchet/keys.ts';
import type { HandshakeHeader } from '../ratchet/message.ts';
import { beginPostQuantum } from '../ratchet/post-quantum.ts';
import type { RatchetSession } from '../ratchet/state.ts';
import { handshakeSecrets } from './secrets.ts';
import { hashTranscript } from './transcript.ts';

/** [H-1] [H-2] A new ratchet session towards the device of a verified bundle. */
export async function initiate(
  crypto: CryptoProvider,
  us: OurDevice,
  bundle: VerifiedBundle,
  start: {
    readonly generation: number;
    readonly replaces: RatchetSessionId | null;
    readonly nowMs: number;
  },
): Promise<RatchetSession> {
  const ephemeral = await crypto.x25519.generate();
  const kem = await crypto.mlKem768.encapsulate(bundle.kem.publicKey);
  const header: HandshakeHeader = {
    generation: start.generation,
    replaces: start.replaces,
    ephemeralKey: named('ephemeral-key', 32, ephemeral.publicKey),
    signedPrekeyId: bundle.signed.keyId,
    oneTimePrekeyId: bundle.oneTime?.keyId ?? null,
    kemKind: bundle.kem.kind,
    kemPrekeyId: bundle.kem.keyId,
    kemCiphertext: kem.ciphertext,
  };
  const transcript = await hashTranscript(crypto, {
    initiator: us.public,
    responder: bundle.device,
    header,
    signedPrekey: bundle.signed.publicKey,
    oneTimePrekey: bundle.oneTime?.publicKey ?? null,
    kemPrekey: bundle.kem.publicKey,
  });
  const agreed = [
    await crypto.x25519.agree(us.agreement, bundle.signed.publicKey), // DH1
    await crypto.x25519.agree(ephemeral.key, bundle.device.agreementKey), // DH2
    await crypto.x25519.agree(ephemeral.key, bundle.signed.publicKey), // DH3
  ];
  if (bundle.oneTime !== null) {
    agreed.push(await crypto.x25519.agree(ephemeral.key, bundle.oneTime.publicKey)); // DH4
  }
  const secrets = await handshakeSecrets(crypto, agreed, kem.output, transcript, true);

  // [H-6] The first sending chain: a fresh ratchet key against their signed prekey.
  const ratchet = await crypto.x25519.generate();
  const first = await crypto.x25519.agree(ratchet.key, bundle.signed.publicKey);
  const postQuantum = beginPostQuantum(start.nowMs);
  const { rootKey, chainKey } = await stepRoot(crypto, 'SendingChainKey', secrets.rootKey, first, {
    epoch: postQuantum.epoch,
    mixed: null,
  });
  return {
    id: sessionIdOf(transcript),
    transcript,
    initiatedByUs: true,
    generation: start.generation,
    replaces: start.replaces,
    createdAtMs: start.nowMs,
    rootKey,
    chains: {
      stage: 'unanswered',
      handshake: header,
      signedPrekey: theirRatchetKey(bundle.signed.publicKey),
      sending: { ours: ourRatchetKey(ratchet.publicKey), seed: ratchet.seed, chainKey, next: 0 },
    },
    former: [],
    skipped: [],
    postQuantum,
    typing: secrets.typing,
  };
}
