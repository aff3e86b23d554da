import { concat, Secret, utf8, ValidationError, VerificationError, type Fixed } from '../../bytes/index.ts';
import type { AesKey, CryptoProvider } from '../../crypto/index.ts';
import { MAX_PASSWORD_BYTES, MAX_PASSWORD_ROUNDS, MIN_PASSWORD_ROUNDS } from '../limits.ts';
import { label } from '../suite.ts';
import { isUsername, normaliseUsername } from './username.ts';

/** Proves the password to the server, which keeps a slow hash of it. */
export type AuthenticationKey = Secret<'AuthenticationKey'>;
/** Opens the vault root; never leaves the device. */
export interface WrappingKey {
  readonly role: 'WrappingKey';
  readonly key: AesKey;
}

export interface PasswordInput {
  /** As typed. */
  readonly password: string;
  /** As typed; normalised here. */
  readonly username: string;
  /** The account's, from prelogin or fresh at sign-up. */
  readonly salt: Fixed<16>;
  readonly rounds: number;
}

const SALT_LABEL = label('tacet/password/salt/v1');
const AUTHENTICATION_LABEL = label('tacet/password/authentication/v1');
const WRAPPING_LABEL = label('tacet/password/wrapping/v1');
const NO_SALT = new Uint8Array();

/**
 * [P-1]…[P-5] The two keys of a password.
 * @throws ValidationError `username-invalid`, `password-length`
 * @throws VerificationError `password-rounds`: the server asks for less or more than this client accepts
 */
export async function derivePasswordKeys(
  crypto: CryptoProvider,
  input: PasswordInput,
): Promise<{ readonly authenticationKey: AuthenticationKey; readonly wrappingKey: WrappingKey }> {
  const username = normaliseUsername(input.username);
  if (!isUsername(username)) {
    throw new ValidationError('username-invalid');
  }
  refuseRounds(input.rounds);
  const salt = await crypto.sha256(concat(SALT_LABEL, utf8(username), input.salt)); // [P-4]
  const stretched = await crypto.pbkdf2(passwordBytes(input.password), salt, input.rounds);
  const authentication = await crypto.hkdf(stretched, NO_SALT, AUTHENTICATION_LABEL, 32); // [P-5]
  const wrapping = await crypto.hkdf(stretched, NO_SALT, WRAPPING_LABEL, 32);
  return {
    authenticationKey: Secret.of('AuthenticationKey', 32, authentication),
    wrappingKey: { role: 'WrappingKey', key: await crypto.aesKey(wrapping) },
  };
}

function refuseRounds(rounds: number): void {
  // [P-3] Fewer rounds would let whoever sees the authentication key guess the password cheaply.
  if (!Number.isSafeInteger(rounds) || rounds < MIN_PASSWORD_ROUNDS || rounds > MAX_PASSWORD_ROUNDS) {
    throw new VerificationError('password-rounds');
  }
}

function passwordBytes(typed: string): Uint8Array {
  if (!typed.isWellFormed()) {
    throw new ValidationError('password-length');
  }
  const bytes = utf8(typed.normalize('NFC')); // [P-1] keyboards differ in how they compose accents
  if (bytes.length === 0 || bytes.length > MAX_PASSWORD_BYTES) {
    throw new ValidationError('password-length');
  }
  return bytes;
}
