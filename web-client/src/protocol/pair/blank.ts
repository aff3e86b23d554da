import { concat } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { ratchetSessionId } from '../ids.ts';
import { ourRatchetKey } from '../ratchet/keys.ts';
import { encodeHead } from '../ratchet/message.ts';

/** Ciphertext and tag of a later message that carries nothing of a post-quantum step, [R-5]. */
const CIPHERTEXT_BYTES = 81;

/**
 * [PK-7] What stands for a device that has no prekeys: a later message of no ratchet session, with a key for nobody. Its
 * device finds `ratchet-session-unknown`, and asks for the content once it can.
 */
export function blankMessage(crypto: CryptoProvider): Uint8Array {
  const header = {
    ratchetKey: ourRatchetKey(crypto.random(32)),
    previousCount: 0,
    number: 0,
    epoch: 0,
    carried: { kind: 'nothing' },
    random: crypto.random(16),
  } as const;
  const head = encodeHead(ratchetSessionId(crypto.random(16)), null, header);
  return concat(head, crypto.random(CIPHERTEXT_BYTES));
}
