import { concat, equal, ValidationError, VerificationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { MAX_RECEIVING_CHAINS, MAX_SKIPPED_PER_JUMP, MAX_SKIPPED_PER_SESSION } from '../limits.ts';
import { messageCipher, stepChain, stepRoot } from './derivation.ts';
import type { MessageKey, TheirRatchetKey } from './keys.ts';
import type { SealedMessage } from './message.ts';
import { beginReceiving, counted, isOurTurn, take } from './post-quantum.ts';
import type { RatchetSession, ReceivingChain, SkippedKey } from './state.ts';

type RatchetMessage = Exclude<SealedMessage, { readonly kind: 'typing' }>;

/** A next state and the key it reached; worth nothing until the message authenticated. */
interface Candidate {
  readonly session: RatchetSession;
  readonly messageKey: MessageKey;
}

/**
 * Opens one message. Everything is computed on a candidate; the caller's session is never touched, and
 * the candidate is returned only after the tag held.
 * @throws ValidationError `message-key-gone` (read before, or its key was dropped), `message-gap` (repair)
 * @throws VerificationError `tag-mismatch`, `ratchet-key-unexpected`, `agreement-zero`, `post-quantum-epoch`,
 *   `post-quantum-unexpected`, `kem-key-invalid`
 */
export async function openInSession(
  crypto: CryptoProvider,
  session: RatchetSession,
  message: RatchetMessage,
  context: { readonly isActive: boolean; readonly nowMs: number },
): Promise<{ readonly session: RatchetSession; readonly payload: Uint8Array }> {
  const candidate =
    fromSkipped(session, message) ??
    (await fromCurrentChain(crypto, session, message)) ??
    (await fromNewChain(crypto, session, message, context.nowMs));
  const { key, nonce } = await messageCipher(crypto, candidate.messageKey, message.header.random);
  const aad = concat(session.transcript, message.head);
  const payload = await crypto.open(key, nonce, message.ciphertext, aad);
  const { postQuantum, initiatedByUs } = candidate.session;
  const ourTurn = isOurTurn(postQuantum.epoch, initiatedByUs);
  // A superseded session sends nothing: it looks at no offer and no answer.
  const stepped = context.isActive ? await take(crypto, postQuantum, ourTurn, message.header) : postQuantum;
  return { session: { ...candidate.session, postQuantum: counted(stepped) }, payload };
}

function fromSkipped(session: RatchetSession, { header }: RatchetMessage): Candidate | null {
  const index = session.skipped.findIndex(
    (each) => each.number === header.number && equal(each.theirs, header.ratchetKey),
  );
  const found = session.skipped[index];
  return found === undefined
    ? null
    : { session: { ...session, skipped: session.skipped.toSpliced(index, 1) }, messageKey: found.messageKey };
}

async function fromCurrentChain(
  crypto: CryptoProvider,
  session: RatchetSession,
  { header }: RatchetMessage,
): Promise<Candidate | null> {
  const { chains } = session;
  if (chains.stage === 'unanswered' || !equal(chains.receiving.theirs, header.ratchetKey)) {
    return null;
  }
  const chain = chains.receiving;
  if (header.number < chain.next) {
    throw new ValidationError('message-key-gone');
  }
  refuseJump(header.number - chain.next);
  const { advanced, skipped, messageKey } = await advanceTo(crypto, chain, header.number);
  return {
    session: {
      ...session,
      chains: { ...chains, receiving: advanced },
      skipped: keep([...session.former, chain.theirs], [...session.skipped, ...skipped]),
    },
    messageKey,
  };
}

async function fromNewChain(
  crypto: CryptoProvider,
  session: RatchetSession,
  { header }: RatchetMessage,
  nowMs: number,
): Promise<Candidate> {
  if (session.former.some((key) => equal(key, header.ratchetKey))) {
    throw new ValidationError('message-key-gone');
  }
  const { chains } = session;
  if (chains.stage === 'step-due') {
    // The peer makes a new ratchet key only after one of ours, and it has seen none since its last.
    throw new VerificationError('ratchet-key-unexpected');
  }
  const { postQuantum, mixed } = beginReceiving(session.postQuantum, header.epoch, nowMs);
  const old = chains.stage === 'unanswered' ? null : chains.receiving;
  const missingOld = old === null ? 0 : Math.max(0, header.previousCount - old.next);
  refuseJump(missingOld + header.number); // before the work, which an attacker could ask for

  const theirs = header.ratchetKey;
  const ours = await crypto.x25519.restore(chains.sending.seed);
  const agreed = await crypto.x25519.agree(ours, theirs);
  const { rootKey, chainKey } = await stepRoot(crypto, 'ReceivingChainKey', session.rootKey, agreed, {
    epoch: postQuantum.epoch,
    mixed,
  });
  const ended = old === null ? [] : await skipTo(crypto, old, header.previousCount);
  const begun = await advanceTo(crypto, { theirs, chainKey, next: 0 }, header.number);
  const former = old === null ? [] : [...session.former, old.theirs].slice(-(MAX_RECEIVING_CHAINS - 1));
  return {
    session: {
      ...session,
      rootKey,
      // Our old private key is gone with the chain: forward secrecy.
      chains: { stage: 'step-due', receiving: begun.advanced, previousCount: chains.sending.next },
      former,
      skipped: keep([...former, theirs], [...session.skipped, ...ended, ...begun.skipped]),
      postQuantum,
    },
    messageKey: begun.messageKey,
  };
}

function refuseJump(skipped: number): void {
  if (skipped > MAX_SKIPPED_PER_JUMP) {
    throw new ValidationError('message-gap');
  }
}

/** Of skipped keys, oldest first, those of the chains that are kept, and of them the newest. */
function keep(chains: readonly TheirRatchetKey[], skipped: readonly SkippedKey[]): readonly SkippedKey[] {
  return skipped
    .filter((each) => chains.some((key) => equal(key, each.theirs)))
    .slice(-MAX_SKIPPED_PER_SESSION);
}

/** The keys of the messages from `chain.next` up to but not including `end`. */
async function skipTo(
  crypto: CryptoProvider,
  chain: ReceivingChain,
  end: number,
): Promise<readonly SkippedKey[]> {
  const skipped: SkippedKey[] = [];
  let { chainKey } = chain;
  for (let number = chain.next; number < end; number += 1) {
    const step = await stepChain(crypto, chainKey);
    skipped.push({ theirs: chain.theirs, number, messageKey: step.messageKey });
    chainKey = step.chainKey;
  }
  return skipped;
}

async function advanceTo(
  crypto: CryptoProvider,
  chain: ReceivingChain,
  number: number,
): Promise<{
  readonly advanced: ReceivingChain;
  readonly skipped: readonly SkippedKey[];
  readonly messageKey: MessageKey;
}> {
  const skipped: SkippedKey[] = [];
  let { chainKey } = chain;
  for (let passed = chain.next; ; passed += 1) {
    const step = await stepChain(crypto, chainKey);
    chainKey = step.chainKey;
    if (passed === number) {
      return { advanced: { ...chain, chainKey, next: number + 1 }, skipped, messageKey: step.messageKey };
    }
    skipped.push({ theirs: chain.theirs, number: passed, messageKey: step.messageKey });
  }
}
