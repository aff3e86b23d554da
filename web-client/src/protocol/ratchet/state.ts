import type { Fixed } from '../../bytes/index.ts';
import type { AgreementSeed } from '../../crypto/index.ts';
import type { RatchetSessionId } from '../ids.ts';
import type { ChainKey, MessageKey, OurRatchetKey, RootKey, TheirRatchetKey, TypingKey } from './keys.ts';
import type { HandshakeHeader } from './message.ts';
import type { PostQuantum } from './post-quantum.ts';

/** CKs with the ratchet key it was made with. Absent between receiving a new ratchet key and our next message. */
export interface SendingChain {
  readonly ours: OurRatchetKey;
  readonly seed: AgreementSeed;
  readonly chainKey: ChainKey;
  /** Number of the next message. */
  readonly next: number;
}

/** CKr. */
export interface ReceivingChain {
  readonly theirs: TheirRatchetKey;
  readonly chainKey: ChainKey;
  /** Number of the next message not yet reached. */
  readonly next: number;
}

/** The key of a message that was overtaken by a later one. Deleted with its use. */
export interface SkippedKey {
  readonly theirs: TheirRatchetKey;
  readonly number: number;
  readonly messageKey: MessageKey;
}

/**
 * One ratchet session. Immutable: every step gives a new value, and the old one stays as it was, so a
 * failed step has nothing to undo. Sealed at rest; deleted by the pair's rules ([S-6]).
 */
export interface RatchetSession {
  readonly id: RatchetSessionId;
  /** Enters the associated data of every message. */
  readonly transcript: Fixed<32>;
  readonly initiatedByUs: boolean;
  readonly generation: number;
  /** When it began here. */
  readonly createdAtMs: number;
  readonly replaces: RatchetSessionId | null;
  /** Null while active; then it only receives. */
  readonly supersededAtMs: number | null;
  /** Sent with every message until the peer's first answer; null on the responder's side. */
  readonly unanswered: HandshakeHeader | null;
  readonly rootKey: RootKey;
  /** Their newest ratchet key, at first their signed prekey. */
  readonly theirs: TheirRatchetKey;
  readonly sending: SendingChain | null;
  /** PN of the next sending chain. */
  readonly previousCount: number;
  readonly receiving: ReceivingChain | null;
  /** Ratchet keys of former receiving chains whose skipped keys are still kept, oldest first. */
  readonly former: readonly TheirRatchetKey[];
  /** Oldest first. */
  readonly skipped: readonly SkippedKey[];
  readonly postQuantum: PostQuantum;
  readonly typing: { readonly ours: TypingKey; readonly theirs: TypingKey };
}
