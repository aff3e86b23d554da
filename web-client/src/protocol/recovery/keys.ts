import { concat, Secret } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import type { AccountId } from '../ids.ts';
import { label } from '../suite.ts';
import type { RecoveryPhrase } from './phrase.ts';

/** Proves the phrase to the service, which keeps a hash of it. */
export type RecoveryAuthenticationKey = Secret<'RecoveryAuthenticationKey'>;
/** Opens the record; never leaves the device. */
export type RecoveryWrappingKey = Secret<'RecoveryWrappingKey'>;

/** [RP-3] The two keys of a phrase; neither tells anything of the other. */
export interface RecoveryKeys {
  readonly authenticationKey: RecoveryAuthenticationKey;
  readonly wrappingKey: RecoveryWrappingKey;
}

const AUTHENTICATION_LABEL = label('tacet/recovery/authentication/v1');
const WRAPPING_LABEL = label('tacet/recovery/wrapping/v1');
const NO_SALT = new Uint8Array();

/** [RP-3] No slow derivation: 128 random bits are not guessed, unlike a password. */
export async function deriveRecoveryKeys(
  crypto: CryptoProvider,
  phrase: RecoveryPhrase,
  account: AccountId,
): Promise<RecoveryKeys> {
  const derive = (what: Uint8Array) => crypto.hkdf(phrase.expose(), NO_SALT, concat(what, account), 32);
  return {
    authenticationKey: Secret.of('RecoveryAuthenticationKey', 32, await derive(AUTHENTICATION_LABEL)),
    wrappingKey: Secret.of('RecoveryWrappingKey', 32, await derive(WRAPPING_LABEL)),
  };
}
