import { concat, TacetError, VerificationError } from '../../bytes/index.ts';
import type { AgreementOutput, CryptoProvider } from '../../crypto/index.ts';
import { verifyDeviceList, type VerifiedDeviceList } from '../identity/device-list.ts';
import type { AccountId } from '../ids.ts';
import { label } from '../suite.ts';

const CHECK_LABEL = label('tacet/link/check/v1');
const CHECK_DIGITS = 6;

/** Not exported: nothing but {@link confirmCheck} can make a state that carries it. */
const confirmed = Symbol('the numbers are the same');

/** A side whose user has six digits to compare. */
export interface Comparing {
  readonly stage: 'comparing';
  /** Six digits. */
  readonly check: string;
}

/** A side whose user said that the numbers are the same. */
export type Confirmed<S extends Comparing> = S & { readonly [confirmed]: true };

/** [D-5] The user said that both sides show the same number. Nothing else may call this. */
export function confirmCheck<S extends Comparing>(state: S): Confirmed<S> {
  return { ...state, [confirmed]: true };
}

/**
 * [D-5] Six digits over what was fixed before either side could know them: message 1 commits to all that the newcomer
 * says of itself. What message 3 adds is its signature, which it could vary until a number fits, and is left out.
 */
export async function checkDigits(
  crypto: CryptoProvider,
  agreed: AgreementOutput,
  plaintexts: readonly [Uint8Array, Uint8Array],
): Promise<string> {
  const transcript = await crypto.sha256(concat(...plaintexts));
  const bytes = await crypto.hkdf(agreed.expose(), new Uint8Array(), concat(CHECK_LABEL, transcript), 4);
  // 32 bits modulo a million: no number is likelier than 1.00001 in a million.
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0) % 10 ** CHECK_DIGITS;
  return value.toString().padStart(CHECK_DIGITS, '0');
}

/**
 * [D-4] [I-5] A list that came in a linking.
 * @throws VerificationError `link-account`: of another account; `link-list`: it does not hold, `cause` says why
 */
export async function verifyLinkList(
  crypto: CryptoProvider,
  account: AccountId,
  signedList: Uint8Array,
): Promise<VerifiedDeviceList> {
  return verifyDeviceList(crypto, account, signedList).catch((cause: unknown) => {
    throw refusedList(cause);
  });
}

/** What refused a list, as a refusal of the linking; what is broken here stays what it is. */
export function refusedList(cause: unknown): unknown {
  if (!(cause instanceof TacetError) || cause.kind === 'usage' || cause.kind === 'internal') {
    return cause;
  }
  return cause.code === 'device-list-of-another-account'
    ? new VerificationError('link-account', { cause })
    : new VerificationError('link-list', { cause });
}
