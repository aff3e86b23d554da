import { base64url, ByteReader, CodecError, concat, equal, fromBase64url, u8 } from '../../bytes/index.ts';
import { accountId } from '../ids.ts';
import { accountIdentityKey } from './keys.ts';
import type { AccountFingerprint } from './safety-number.ts';

const VERSION = 1;
const WHAT = 'verification-code';

/**
 * [I-11] What scanning says. `different`: the two devices do not see the same two identities, somebody may be in between.
 * `other-person`: it is not of the account, or not for the one, that was expected. `not-a-code`: something else was read.
 */
export type ScanOutcome = 'verified' | 'different' | 'other-person' | 'not-a-code';

/** Both accounts as somebody else says they are: nothing of it was checked. */
interface ClaimedCode {
  readonly shower: AccountFingerprint;
  readonly scanner: AccountFingerprint;
}

/** [I-11] What the device of `us` shows, to be scanned by a device of `them`: base64url, and no link. */
export function verificationCode(us: AccountFingerprint, them: AccountFingerprint): string {
  return base64url(concat(u8(VERSION), us.accountId, us.identityKey, them.accountId, them.identityKey));
}

/**
 * [I-11] Compares what was scanned with what this device knows: bytes with bytes, all of them.
 *
 * @param us this device's own account
 * @param them the account whose device is said to show the code, as this device knows it
 */
export function judgeScan(text: string, us: AccountFingerprint, them: AccountFingerprint): ScanOutcome {
  const claimed = read(text);
  if (!claimed) return 'not-a-code';
  const { shower, scanner } = claimed;
  if (!equal(shower.accountId, them.accountId) || !equal(scanner.accountId, us.accountId)) {
    return 'other-person';
  }
  // Theirs as they have it here, and ours as it is there: one scan proves both directions.
  const same = equal(shower.identityKey, them.identityKey) && equal(scanner.identityKey, us.identityKey);
  return same ? 'verified' : 'different';
}

/** Null for anything that has not exactly the form of a code. */
function read(text: string): ClaimedCode | null {
  try {
    const reader = new ByteReader(fromBase64url(text), WHAT);
    if (reader.u8() !== VERSION) return null;
    const claimed = { shower: readSide(reader), scanner: readSide(reader) };
    reader.end();
    return claimed;
  } catch (cause) {
    if (cause instanceof CodecError) return null;
    throw cause;
  }
}

const readSide = (reader: ByteReader): AccountFingerprint => ({
  accountId: accountId(reader.take(16)),
  identityKey: accountIdentityKey(reader.take(32)),
});
