import { equal, VerificationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { DevicePublic, OurDevice } from '../identity/keys.ts';
import { sessionIdOf } from '../ids.ts';
import type { OurAgreementPrekey, OurKemPrekey, PrekeyRef } from '../prekeys/prekey.ts';
import { stepRoot } from '../ratchet/derivation.ts';
import type { HandshakeHeader, SealedMessage } from '../ratchet/message.ts';
import { beginPostQuantum, beginReceiving } from '../ratchet/post-quantum.ts';
import type { RatchetSession } from '../ratchet/state.ts';
import { handshakeSecrets } from './secrets.ts';
import { hashTranscript } from './transcript.ts';

export type FirstMessage = Extract<SealedMessage, { readonly kind: 'first' }>;

/** Our prekeys that a first message names. */
export interface ResponderPrekeys {
  readonly signed: OurAgreementPrekey;
  readonly oneTime: OurAgreementPrekey | null;
  readonly kem: OurKemPrekey;
}

/** The prekeys a first message names, for the caller to fetch from its store. */
export interface NamedPrekeys {
  readonly signed: PrekeyRef;
  readonly oneTime: PrekeyRef | null;
  readonly kem: PrekeyRef;
}

export function namedPrekeys(header: HandshakeHeader): NamedPrekeys {
  return {
    signed: { kind: 'x25519-signed', keyId: header.signedPrekeyId },
    oneTime:
      header.oneTimePrekeyId === null ? null : { kind: 'x25519-one-time', keyId: header.oneTimePrekeyId },
    kem: { kind: header.kemKind, keyId: header.kemPrekeyId },
  };
}

/**
 * [H-7] The responder's ratchet session before its first message was opened: nothing about the initiator is proved
 * until that message authenticates.
 * @throws VerificationError `handshake-transcript`, `agreement-zero`, `post-quantum-epoch`
 */
export async function respond(
  crypto: CryptoProvider,
  us: OurDevice,
  them: DevicePublic,
  message: FirstMessage,
  prekeys: ResponderPrekeys,
  nowMs: number,
): Promise<RatchetSession> {
  const { handshake } = message;
  const transcript = await hashTranscript(crypto, {
    initiator: them,
    responder: us.public,
    header: handshake,
    signedPrekey: prekeys.signed.publicKey,
    oneTimePrekey: prekeys.oneTime?.publicKey ?? null,
    kemPrekey: prekeys.kem.publicKey,
  });
  const id = sessionIdOf(transcript);
  if (!equal(id, message.sessionId)) {
    throw new VerificationError('handshake-transcript'); // [H-5]
  }
  const agreed = [
    await crypto.x25519.agree(prekeys.signed.key, them.agreementKey), // DH1
    await crypto.x25519.agree(us.agreement, handshake.ephemeralKey), // DH2
    await crypto.x25519.agree(prekeys.signed.key, handshake.ephemeralKey), // DH3
  ];
  if (prekeys.oneTime !== null) {
    agreed.push(await crypto.x25519.agree(prekeys.oneTime.key, handshake.ephemeralKey)); // DH4
  }
  const kem = await crypto.mlKem768.decapsulate(prekeys.kem.key, handshake.kemCiphertext);
  const secrets = await handshakeSecrets(crypto, agreed, kem, transcript, false);

  // [H-6] Our signed prekey takes the part of a ratchet key once, here, and never enters the state.
  const theirs = message.header.ratchetKey;
  const first = await crypto.x25519.agree(prekeys.signed.key, theirs);
  const { postQuantum, mixed } = beginReceiving(beginPostQuantum(nowMs), message.header.epoch, nowMs);
  const { rootKey, chainKey } = await stepRoot(crypto, 'ReceivingChainKey', secrets.rootKey, first, {
    epoch: postQuantum.epoch,
    mixed,
  });
  return {
    id,
    transcript,
    initiatedByUs: false,
    generation: handshake.generation,
    createdAtMs: nowMs,
    replaces: handshake.replaces,
    rootKey,
    chains: { stage: 'step-due', receiving: { theirs, chainKey, next: 0 }, previousCount: 0 },
    former: [],
    skipped: [],
    postQuantum,
    typing: secrets.typing,
  };
}
