import { equal, ValidationError, VerificationError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import { isIdentityOf, type VerifiedDeviceList } from '../identity/device-list.ts';
import { identityRecord, type OurAccountIdentity, type SecretRecord } from '../identity/keys.ts';
import type { Recoverable } from './record.ts';

/** One list of a chain that was verified link by link, beginning with version 1 [I-6]. */
export interface ChainedList {
  readonly list: VerifiedDeviceList;
  readonly signed: Uint8Array;
}

export interface RecoveredIdentity {
  readonly identity: OurAccountIdentity;
  readonly record: SecretRecord<'AccountIdentityRecord'>;
  /** The newest list of the account. */
  readonly newest: VerifiedDeviceList;
}

/**
 * [RP-7] The account identity of a record, if it still is the account's.
 * @throws VerificationError `recovery-list`: the chain is not the one that the phrase was made in; `recovery-identity`: the
 *   seed is not of the identity that it had then
 * @throws ValidationError `recovery-outdated`: the identity was replaced since
 */
export async function recoverIdentity(
  crypto: CryptoProvider,
  { seed, head }: Recoverable,
  chain: readonly ChainedList[],
): Promise<RecoveredIdentity> {
  const then = chain.find(({ list }) => list.version === head.version);
  const newest = chain.at(-1);
  if (then === undefined || newest === undefined || !equal(then.list.hash, head.hash)) {
    throw new VerificationError('recovery-list');
  }
  const signing = await crypto.ed25519.restore(seed);
  if (!(await isIdentityOf(crypto, signing, then.list, then.signed))) {
    throw new VerificationError('recovery-identity');
  }
  const publicKey = then.list.identityKey;
  if (!equal(newest.list.identityKey, publicKey)) {
    throw new ValidationError('recovery-outdated');
  }
  return {
    identity: { publicKey, signing },
    record: identityRecord(seed, publicKey),
    newest: newest.list,
  };
}
