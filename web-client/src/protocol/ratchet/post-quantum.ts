import { concat, VerificationError } from '../../bytes/index.ts';
import type { CryptoProvider, KemSeed } from '../../crypto/index.ts';
import { POST_QUANTUM_AFTER_MESSAGES, POST_QUANTUM_AFTER_MS, POST_QUANTUM_REPEAT_EVERY } from '../limits.ts';
import type { OurCarried, TheirCarried, TheirHeader } from './header.ts';
import {
  ourAnswer,
  ourOffer,
  stepBinding,
  type OurAnswer,
  type OurOffer,
  type StepSecret,
  type TheirAnswer,
  type TheirOffer,
} from './keys.ts';

/**
 * Where a session stands in the step towards its next epoch. The side whose turn it is goes idle → offering → agreed →
 * idle, the other idle → answering → idle; every way back to idle forgets the secrets of the step.
 */
export type PostQuantumStep =
  | { readonly state: 'idle' }
  | {
      readonly state: 'offering';
      /** Of the pair whose public half is `offer`. */
      readonly seed: KemSeed;
      readonly offer: OurOffer;
      /** Messages to send before it is carried (again). */
      readonly carriedAfter: number;
    }
  | { readonly state: 'agreed'; readonly secret: StepSecret }
  | {
      readonly state: 'answering';
      readonly answer: OurAnswer;
      readonly secret: StepSecret;
      /** As above. */
      readonly carriedAfter: number;
    };

/** The post-quantum half of a ratchet session's state. */
export interface PostQuantum {
  /** Completed steps. A sending chain, while there is one, began with this epoch. */
  readonly epoch: number;
  /** Sealed and opened since the last completed step, counted up to `POST_QUANTUM_AFTER_MESSAGES`. */
  readonly messages: number;
  /** When the last step was completed, or when the session began. */
  readonly sinceMs: number;
  readonly step: PostQuantumStep;
}

/** How a chain begins: under which epoch, and with which secret mixed in, [R-2]. */
export interface ChainBeginning {
  readonly postQuantum: PostQuantum;
  readonly mixed: StepSecret | null;
}

const IDLE: PostQuantumStep = { state: 'idle' };

/** Of a session that begins. */
export function beginPostQuantum(nowMs: number): PostQuantum {
  return { epoch: 0, messages: 0, sinceMs: nowMs, step: IDLE };
}

/** Odd epochs are offered by who initiated the session, even ones by the responder. */
export function isOurTurn(epoch: number, initiatedByUs: boolean): boolean {
  const nextIsOdd = epoch % 2 === 0;
  return nextIsOdd === initiatedByUs;
}

/** A sending chain that begins takes the secret that both sides hold with it. */
export function beginSending(before: PostQuantum, nowMs: number): ChainBeginning {
  return before.step.state === 'agreed'
    ? { postQuantum: completed(before, nowMs), mixed: before.step.secret }
    : { postQuantum: before, mixed: null };
}

/**
 * A receiving chain that begins with `epoch`.
 * @throws VerificationError `post-quantum-epoch`
 */
export function beginReceiving(before: PostQuantum, epoch: number, nowMs: number): ChainBeginning {
  if (epoch === before.epoch) {
    return { postQuantum: before, mixed: null };
  }
  if (epoch === before.epoch + 1 && before.step.state === 'answering') {
    return { postQuantum: completed(before, nowMs), mixed: before.step.secret };
  }
  throw new VerificationError('post-quantum-epoch');
}

function completed(before: PostQuantum, nowMs: number): PostQuantum {
  return { epoch: before.epoch + 1, messages: 0, sinceMs: nowMs, step: IDLE };
}

/** One more message was sealed or opened; the one that completes a step is the first that counts. */
export function counted(before: PostQuantum): PostQuantum {
  return { ...before, messages: Math.min(before.messages + 1, POST_QUANTUM_AFTER_MESSAGES) };
}

/** What the next message carries, and the state after it. */
export async function carry(
  crypto: CryptoProvider,
  before: PostQuantum,
  ourTurn: boolean,
  nowMs: number,
): Promise<{ readonly postQuantum: PostQuantum; readonly carried: OurCarried }> {
  const step = ourTurn && isDue(before, nowMs) ? await makeOffer(crypto) : before.step;
  if (step.state === 'idle' || step.state === 'agreed') {
    return { postQuantum: before, carried: { kind: 'nothing' } };
  }
  if (step.carriedAfter > 0) {
    const waiting = { ...step, carriedAfter: step.carriedAfter - 1 };
    return { postQuantum: { ...before, step: waiting }, carried: { kind: 'nothing' } };
  }
  return {
    postQuantum: { ...before, step: { ...step, carriedAfter: POST_QUANTUM_REPEAT_EVERY - 1 } },
    carried:
      step.state === 'offering'
        ? { kind: 'offer', offer: step.offer }
        : { kind: 'answer', answer: step.answer },
  };
}

function isDue({ epoch, messages, sinceMs, step }: PostQuantum, nowMs: number): boolean {
  return (
    step.state === 'idle' &&
    // [S-11] On either side: a step completed ahead of this clock must not put off the next one for years.
    (epoch === 0 ||
      messages >= POST_QUANTUM_AFTER_MESSAGES ||
      Math.abs(nowMs - sinceMs) >= POST_QUANTUM_AFTER_MS)
  );
}

async function makeOffer(crypto: CryptoProvider): Promise<PostQuantumStep> {
  const { seed, publicKey } = await crypto.mlKem768.generate();
  return { state: 'offering', seed, offer: ourOffer(publicKey), carriedAfter: 0 };
}

/**
 * What an authenticated message carried. Call it with the state after the message's own chain began; what
 * it says about another epoch is stale.
 * @throws VerificationError `post-quantum-unexpected` from a peer that keeps no turns, `kem-key-invalid`
 */
export async function take(
  crypto: CryptoProvider,
  before: PostQuantum,
  ourTurn: boolean,
  { epoch, carried }: TheirHeader,
): Promise<PostQuantum> {
  return carried.kind === 'nothing' || epoch !== before.epoch
    ? before
    : { ...before, step: await takeCurrent(crypto, before.step, ourTurn, carried) };
}

async function takeCurrent(
  crypto: CryptoProvider,
  step: PostQuantumStep,
  ourTurn: boolean,
  carried: Exclude<TheirCarried, { readonly kind: 'nothing' }>,
): Promise<PostQuantumStep> {
  if (carried.kind === 'offer' && !ourTurn) {
    return step.state === 'answering' ? step : answerTo(crypto, carried.offer);
  }
  if (carried.kind === 'answer' && step.state === 'offering') {
    return agree(crypto, step.seed, step.offer, carried.answer);
  }
  if (carried.kind === 'answer' && step.state === 'agreed') {
    return step; // repeated
  }
  throw new VerificationError('post-quantum-unexpected');
}

async function answerTo(crypto: CryptoProvider, offer: TheirOffer): Promise<PostQuantumStep> {
  const { ciphertext, output } = await crypto.mlKem768.encapsulate(offer);
  const binding = stepBinding(await crypto.sha256(concat(offer, ciphertext)));
  return {
    state: 'answering',
    answer: ourAnswer(ciphertext),
    secret: { shared: output, binding },
    carriedAfter: 0,
  };
}

async function agree(
  crypto: CryptoProvider,
  seed: KemSeed,
  offer: OurOffer,
  answer: TheirAnswer,
): Promise<PostQuantumStep> {
  const shared = await crypto.mlKem768.decapsulate(await crypto.mlKem768.restore(seed), answer);
  const binding = stepBinding(await crypto.sha256(concat(offer, answer)));
  return { state: 'agreed', secret: { shared, binding } };
}

/**
 * Of a session that is superseded: it sends nothing more, so it offers and mixes nothing. What it answered it
 * keeps, because the other side may still mix that.
 */
export function retired(before: PostQuantum): PostQuantum {
  return before.step.state === 'answering' ? before : { ...before, step: IDLE };
}
