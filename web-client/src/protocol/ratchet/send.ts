import { concat, equal, UsageError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { messageCipher, stepChain, stepRoot } from './derivation.ts';
import type { OurHeader } from './header.ts';
import { ourRatchetKey } from './keys.ts';
import { encodeHead } from './message.ts';
import { beginSending, carry, counted, isOurTurn } from './post-quantum.ts';
import type { RatchetSession, SendingChain } from './state.ts';

/**
 * Seals one payload. Store `session` before the message leaves the device: the key of a message that was
 * sent must not come again.
 */
export async function sealInSession(
  crypto: CryptoProvider,
  session: RatchetSession,
  payload: Uint8Array,
  nowMs: number,
): Promise<{ readonly session: RatchetSession; readonly sealed: Uint8Array }> {
  if (session.supersededAtMs !== null) {
    throw new UsageError('ratchet-session-superseded'); // [S-4]
  }
  const stepped = await withSendingChain(crypto, session, nowMs);
  const { sending } = stepped;
  const { chainKey, messageKey } = await stepChain(crypto, sending.chainKey);
  const ourTurn = isOurTurn(stepped.postQuantum.epoch, session.initiatedByUs);
  const { postQuantum, carried } = await carry(crypto, stepped.postQuantum, ourTurn, nowMs);
  const header: OurHeader = {
    ratchetKey: sending.ours,
    previousCount: stepped.previousCount,
    number: sending.next,
    epoch: postQuantum.epoch,
    carried,
    random: crypto.random(16),
  };
  const head = encodeHead(session.id, session.unanswered, header);
  const { key, nonce } = await messageCipher(crypto, messageKey.expose(), header.random);
  const ciphertext = await crypto.seal(key, nonce, payload, concat(session.transcript, head));
  return {
    session: {
      ...stepped,
      sending: { ...sending, chainKey, next: sending.next + 1 },
      postQuantum: counted(postQuantum),
    },
    sealed: concat(head, ciphertext),
  };
}

/** The sending DH step waits for a message to send: the younger the key, the sooner a theft has healed. */
async function withSendingChain(
  crypto: CryptoProvider,
  session: RatchetSession,
  nowMs: number,
): Promise<RatchetSession & { readonly sending: SendingChain }> {
  if (session.sending !== null) {
    return { ...session, sending: session.sending };
  }
  const pair = await crypto.x25519.generate();
  if (equal(pair.publicKey, session.theirs)) {
    throw new UsageError('random-repeats');
  }
  const agreed = await crypto.x25519.agree(pair.key, session.theirs);
  const { postQuantum, mixed } = beginSending(session.postQuantum, nowMs);
  const { rootKey, chainKey } = await stepRoot(crypto, session.rootKey, agreed, postQuantum.epoch, mixed);
  const sending = { ours: ourRatchetKey(pair.publicKey), seed: pair.seed, chainKey, next: 0 };
  return { ...session, rootKey, sending, postQuantum };
}
