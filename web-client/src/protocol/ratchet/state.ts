import type { AgreementSeed } from '../../crypto/index.ts';
import type { RatchetSessionId, TranscriptHash } from '../ids.ts';
import type {
  MessageKey,
  OurRatchetKey,
  ReceivingChainKey,
  RootKey,
  SendingChainKey,
  TheirRatchetKey,
  TypingKeys,
} from './keys.ts';
import type { HandshakeHeader } from './message.ts';
import type { PostQuantum } from './post-quantum.ts';

/** CKs with the ratchet key it was made with. */
export interface SendingChain {
  readonly ours: OurRatchetKey;
  readonly seed: AgreementSeed;
  readonly chainKey: SendingChainKey;
  /** Number of the next message. */
  readonly next: number;
}

/** CKr. */
export interface ReceivingChain {
  readonly theirs: TheirRatchetKey;
  readonly chainKey: ReceivingChainKey;
  /** Number of the next message not yet reached. */
  readonly next: number;
}

/** The key of a message that was overtaken by a later one. Deleted with its use. */
export interface SkippedKey {
  readonly theirs: TheirRatchetKey;
  readonly number: number;
  readonly messageKey: MessageKey;
}

/** [H-8] We began it and have read nothing in it: every message repeats the handshake. */
export interface Unanswered {
  readonly stage: 'unanswered';
  readonly handshake: HandshakeHeader;
  /** Takes the part of their first ratchet key, [H-6]. */
  readonly signedPrekey: TheirRatchetKey;
  readonly sending: SendingChain;
}

/** They have a new ratchet key since we last wrote: our next message begins a chain. */
export interface StepDue {
  readonly stage: 'step-due';
  readonly receiving: ReceivingChain;
  /** PN of the chain that will begin. */
  readonly previousCount: number;
}

/** We have written since their newest ratchet key came. */
export interface Answered {
  readonly stage: 'answered';
  readonly receiving: ReceivingChain;
  readonly sending: SendingChain;
  /** PN of this sending chain. */
  readonly previousCount: number;
}

/** The chains a session has at each stage, and no others. */
export type Chains = Unanswered | StepDue | Answered;

/**
 * One ratchet session. Immutable: every step gives a new value, and the old one stays as it was, so a
 * failed step has nothing to undo. Sealed at rest; the pair says whether it sends, and deletes it ([S-1], [S-6]).
 */
export interface RatchetSession {
  readonly id: RatchetSessionId;
  /** Enters the associated data of every message. */
  readonly transcript: TranscriptHash;
  readonly initiatedByUs: boolean;
  readonly generation: number;
  /** When it began here. */
  readonly createdAtMs: number;
  readonly replaces: RatchetSessionId | null;
  readonly rootKey: RootKey;
  readonly chains: Chains;
  /** Ratchet keys of former receiving chains whose skipped keys are still kept, oldest first. */
  readonly former: readonly TheirRatchetKey[];
  /** Oldest first. */
  readonly skipped: readonly SkippedKey[];
  readonly postQuantum: PostQuantum;
  readonly typing: TypingKeys;
}
