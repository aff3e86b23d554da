import { concat, equal, UsageError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { messageCipher, stepChain, stepRoot } from './derivation.ts';
import type { OurHeader } from './header.ts';
import { ourRatchetKey } from './keys.ts';
import { encodeHead } from './message.ts';
import { beginSending, carry, counted, isOurTurn } from './post-quantum.ts';
import type { Answered, RatchetSession, Unanswered } from './state.ts';

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
  const stepped = await withSendingChain(crypto, session, nowMs);
  const { chains } = stepped;
  const { sending } = chains;
  const { chainKey, messageKey } = await stepChain(crypto, sending.chainKey);
  const ourTurn = isOurTurn(stepped.postQuantum.epoch, session.initiatedByUs);
  const { postQuantum, carried } = await carry(crypto, stepped.postQuantum, ourTurn, nowMs);
  const header: OurHeader = {
    ratchetKey: sending.ours,
    previousCount: chains.stage === 'unanswered' ? 0 : chains.previousCount,
    number: sending.next,
    epoch: postQuantum.epoch,
    carried,
    random: crypto.random(16),
  };
  const head = encodeHead(session.id, chains.stage === 'unanswered' ? chains.handshake : null, header);
  const { key, nonce } = await messageCipher(crypto, messageKey, header.random);
  const ciphertext = await crypto.seal(key, nonce, payload, concat(session.transcript, head));
  return {
    session: {
      ...stepped,
      chains: { ...chains, sending: { ...sending, chainKey, next: sending.next + 1 } },
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
): Promise<RatchetSession & { readonly chains: Unanswered | Answered }> {
  const { chains } = session;
  if (chains.stage !== 'step-due') {
    return { ...session, chains };
  }
  const { theirs } = chains.receiving;
  const pair = await crypto.x25519.generate();
  if (equal(pair.publicKey, theirs)) {
    throw new UsageError('random-repeats');
  }
  const agreed = await crypto.x25519.agree(pair.key, theirs);
  const { postQuantum, mixed } = beginSending(session.postQuantum, nowMs);
  const { rootKey, chainKey } = await stepRoot(crypto, 'SendingChainKey', session.rootKey, agreed, {
    epoch: postQuantum.epoch,
    mixed,
  });
  const sending = { ours: ourRatchetKey(pair.publicKey), seed: pair.seed, chainKey, next: 0 };
  return { ...session, rootKey, chains: { ...chains, stage: 'answered', sending }, postQuantum };
}
