import { compare, concat } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { AccountId } from '../ids.ts';
import { label } from '../suite.ts';
import type { AccountIdentityKey } from './keys.ts';

/** An account as two people verify it. */
export interface AccountFingerprint {
  readonly accountId: AccountId;
  readonly identityKey: AccountIdentityKey;
}

const LABEL = label('tacet/safety-number/v1');
const GROUPS = 12;
const GROUP_BYTES = 5;
const GROUP_DIGITS = 5;

/** [I-8] Sixty digits that are the same for both sides exactly if both see the same two identities. */
export async function safetyNumber(
  crypto: CryptoProvider,
  one: AccountFingerprint,
  other: AccountFingerprint,
): Promise<string> {
  const sorted = [one, other].map((each) => concat(each.accountId, each.identityKey)).toSorted(compare);
  const bytes = await crypto.hkdf(concat(...sorted), new Uint8Array(), LABEL, GROUPS * GROUP_BYTES);
  return Array.from({ length: GROUPS }, (_, group) => {
    // Forty bits modulo 100,000: the bias is 2^-23 and means nothing here.
    const part = bytes.subarray(group * GROUP_BYTES, (group + 1) * GROUP_BYTES);
    const value = part.reduce((sum, byte) => sum * 256 + byte, 0) % 10 ** GROUP_DIGITS;
    return value.toString().padStart(GROUP_DIGITS, '0');
  }).join('');
}
