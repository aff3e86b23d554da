import { fixed, TacetError } from '../../bytes/index.ts';
import type { CryptoProvider } from '../../crypto/index.ts';
import {
  accountId,
  fromUuid,
  derivePasswordKeys,
  type AuthenticationKey,
  type WrappingKey,
  createVaultRoot,
  openVault,
  unwrapVaultRoot,
  wrapVaultRoot,
  type Vault,
  type VaultRoot,
} from '../../protocol/index.ts';
import { MessengerFailure } from '../failures.ts';
import type { Kdf } from '../ports/api.ts';
import type { VaultHeader, Wrap } from './header.ts';

export interface PasswordKeys {
  readonly authenticationKey: AuthenticationKey;
  readonly wrappingKey: WrappingKey;
}

/** About 0.3 s of one core. @throws MessengerFailure for what can't be a password or a username */
export async function passwordKeys(
  crypto: CryptoProvider,
  username: string,
  password: string,
  kdf: Kdf,
): Promise<PasswordKeys> {
  try {
    const salt = fixed(16, kdf.salt, 'salt');
    return await derivePasswordKeys(crypto, { username, password, salt, rounds: kdf.rounds });
  } catch (cause) {
    if (!(cause instanceof TacetError)) throw cause;
    if (cause.code === 'username-invalid') throw new MessengerFailure('username-invalid', cause);
    if (cause.code === 'password-length') throw new MessengerFailure('weak-password', cause);
    throw cause;
  }
}

/** A fresh root, wrapped for the header, and the keys under it. */
export async function createVault(
  crypto: CryptoProvider,
  account: string,
  wrappingKey: WrappingKey,
): Promise<{ readonly vault: Vault; readonly wrappedRoot: Uint8Array }> {
  const root = createVaultRoot(crypto);
  return {
    vault: await openVault(crypto, root),
    wrappedRoot: await wrapVaultRoot(crypto, wrappingKey, asAccount(account), root),
  };
}

export interface OpenedWrap {
  readonly root: VaultRoot;
  readonly keys: PasswordKeys;
  /** Which of the header's wraps the password opened. */
  readonly wrap: Wrap;
}

/** @throws MessengerFailure `wrong-password`: the wrap itself tells */
export async function unwrap(
  crypto: CryptoProvider,
  header: VaultHeader,
  password: string,
): Promise<OpenedWrap> {
  for (const wrap of header.wraps) {
    const keys = await passwordKeys(crypto, header.username, password, wrap);
    const root = await tryWrap(crypto, header.accountId, keys.wrappingKey, wrap);
    if (root) return { root, keys, wrap };
  }
  throw new MessengerFailure('wrong-password');
}

/** What was opened, without the keys that did. */
export type Opening = Pick<OpenedWrap, 'root' | 'wrap'>;

/** The password that opened it was typed just now: it is none that might have been mistyped. */
export const proven = ({ root, wrap: { salt, rounds, wrappedRoot } }: Opening): Opening => ({
  root,
  wrap: { salt, rounds, wrappedRoot },
});

/** The root by a key that opened one of these wraps before; null when it was of another one. */
export async function rootOf(
  crypto: CryptoProvider,
  { accountId: account, wraps }: VaultHeader,
  wrappingKey: WrappingKey,
): Promise<Opening | null> {
  for (const wrap of wraps) {
    const root = await tryWrap(crypto, account, wrappingKey, wrap);
    if (root) return { root, wrap };
  }
  return null;
}

async function tryWrap(
  crypto: CryptoProvider,
  account: string,
  wrappingKey: WrappingKey,
  wrap: Wrap,
): Promise<VaultRoot | null> {
  try {
    return await unwrapVaultRoot(crypto, wrappingKey, asAccount(account), wrap.wrappedRoot);
  } catch (cause) {
    if (cause instanceof TacetError && cause.kind === 'verification') return null;
    throw cause;
  }
}

/** The same root under another password. */
export function rewrap(
  crypto: CryptoProvider,
  account: string,
  wrappingKey: WrappingKey,
  root: VaultRoot,
): Promise<Uint8Array> {
  return wrapVaultRoot(crypto, wrappingKey, asAccount(account), root);
}

function asAccount(account: string) {
  return accountId(fromUuid(account));
}
