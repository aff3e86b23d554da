import { concat, equal, fixed, type Fixed } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountId,
  headOf,
  identitySeed,
  resetTo,
  createAccountIdentity,
  verifyDeviceList,
  type VerifiedDeviceList,
} from '../../src/protocol/index.ts';
import { deviceUnder } from '../../src/protocol/identity/keys.ts';
import {
  deriveRecoveryKeys,
  type ChainedList,
  type RecoveryPhrase,
} from '../../src/protocol/recovery/index.ts';
import { sealRecovery } from '../../src/protocol/recovery/record.ts';
import { MONDAY_MS, type Person } from './people.ts';

/** The first list of a person, as a chain. */
export async function chainOf(crypto: CryptoProvider, who: Person): Promise<readonly [ChainedList]> {
  return [{ list: await verified(crypto, who, who.signedList), signed: who.signedList }];
}

export const verified = (
  crypto: CryptoProvider,
  who: Person,
  signed: Uint8Array,
): Promise<VerifiedDeviceList> => verifyDeviceList(crypto, who.certified.accountId, signed);

/** The record of a person's identity under a phrase, made when `list` was the newest. */
export async function recordOf(
  crypto: CryptoProvider,
  who: Person,
  phrase: RecoveryPhrase,
  list: VerifiedDeviceList,
): Promise<Uint8Array> {
  const account = accountId(who.certified.accountId);
  const { wrappingKey } = await deriveRecoveryKeys(crypto, phrase, account);
  const seed = identitySeed(who.identityRecord.expose());
  return sealRecovery(crypto, wrappingKey, account, { seed, head: headOf(list) });
}

/** A list that replaces the identity of a person, under one that is new. */
export async function resetOf(
  crypto: CryptoProvider,
  who: Person,
  previous: VerifiedDeviceList,
): Promise<ChainedList> {
  const { identity } = await createAccountIdentity(crypto);
  const moved = await deviceUnder(crypto, who.record.expose(), identity.publicKey);
  const signed = await resetTo(crypto, identity, moved.device, previous, MONDAY_MS);
  return { list: await verified(crypto, who, signed), signed };
}

/** With one byte changed, counted from the end if negative. */
export function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  const index = at < 0 ? copy.length + at : at;
  copy[index] = (copy[index] ?? 0) ^ 1;
  if (equal(copy, bytes)) throw new Error('nothing changed');
  return copy;
}

export const otherHash = (hash: Fixed<32>): Fixed<32> => fixed(32, changed(concat(hash), 0), 'hash');
