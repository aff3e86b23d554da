import { ByteReader, concat, UsageError, u64, u8, ValidationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { roomId, type RoomId } from '../ids.ts';
import { TYPING_MAX_AGE_MS } from '../limits.ts';
import { messageCipher } from '../ratchet/derivation.ts';
import { encodeTypingHead, type SealedMessage } from '../ratchet/message.ts';
import { sessionOf, type Pair } from './state.ts';

/** "Is writing", or no longer. */
export interface TypingState {
  readonly roomId: RoomId;
  readonly writing: boolean;
  /** The sender's clock. Show it only if it is later than the last one shown of this device. */
  readonly sentAtMs: number;
}

/**
 * [T-1] Seals for their device under the active ratchet session's typing key; no chain advances and nothing is to be
 * stored. Null when there is no ratchet session: nobody starts one to say this.
 */
export async function sealTyping(
  crypto: CryptoProvider,
  pair: Pair,
  state: TypingState,
): Promise<Uint8Array | null> {
  const { active } = pair;
  if (active === null) {
    return null;
  }
  const random = crypto.random(16);
  const head = encodeTypingHead(active.id, random);
  const { key, nonce } = await messageCipher(crypto, active.typing.ours, random);
  const plaintext = concat(u8(state.writing ? 1 : 0), u64(state.sentAtMs), state.roomId);
  return concat(head, await crypto.seal(key, nonce, plaintext, concat(active.transcript, head)));
}

/**
 * [T-2] [T-3] Opens a typing notice.
 * @throws ValidationError `ratchet-session-unknown`, `typing-stale`: ignore both
 * @throws VerificationError `tag-mismatch`
 */
export async function openTyping(
  crypto: CryptoProvider,
  pair: Pair,
  message: SealedMessage,
  nowMs: number,
): Promise<TypingState> {
  if (message.kind !== 'typing') {
    throw new UsageError('message-is-not-typing');
  }
  const session = sessionOf(pair, message.sessionId);
  if (session === null) {
    throw new ValidationError('ratchet-session-unknown');
  }
  const { key, nonce } = await messageCipher(crypto, session.typing.theirs, message.random);
  const aad = concat(session.transcript, message.head);
  const reader = new ByteReader(await crypto.open(key, nonce, message.ciphertext, aad), 'typing');
  const state = { writing: reader.flag(), sentAtMs: reader.time(), roomId: roomId(reader.take(16)) };
  reader.end();
  if (Math.abs(nowMs - state.sentAtMs) > TYPING_MAX_AGE_MS) {
    throw new ValidationError('typing-stale');
  }
  return state;
}
