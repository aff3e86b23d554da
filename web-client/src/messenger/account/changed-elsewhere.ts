import { equal } from '../../bytes/index.ts';
import { MessengerFailure } from '../failures.ts';
import { ApiError, type Kdf, type Login } from '../ports/api.ts';
import { putHeader, type VaultHeader } from '../vault/header.ts';
import {
  passwordKeys,
  rewrap,
  unwrap,
  type OpenedWrap,
  type Opening,
  type PasswordKeys,
} from '../vault/opening.ts';
import { open, type AccountContext, type OpenVault } from './context.ts';
import { requestLogin } from './establish.ts';

/** A password that the service accepts, and that opens no wrap here: it was changed on another device. */
export interface Accepted {
  readonly kdf: Kdf;
  readonly keys: PasswordKeys;
  readonly login: Login;
}

/** What the password opens here; null when that is nothing. */
export async function opened(
  { crypto }: AccountContext,
  header: VaultHeader,
  password: string,
): Promise<OpenedWrap | null> {
  try {
    return await unwrap(crypto, header, password);
  } catch (cause) {
    if (cause instanceof MessengerFailure && cause.code === 'wrong-password') return null;
    throw cause;
  }
}

/**
 * Asks the service about a password that was refused here. It is asked only if it derives passwords in another way than
 * every wrap of this vault: with the same salt, a wrong password is wrong there too.
 */
export async function acceptedElsewhere(
  context: AccountContext,
  header: VaultHeader,
  password: string,
): Promise<Accepted | null> {
  const kdf = await context.api.auth.prelogin(header.username);
  if (knowsSalt(header, kdf)) return null;
  const keys = await passwordKeys(context.crypto, header.username, password, kdf);
  const login = await orRefused(requestLogin(context, header, keys));
  return login && { kdf, keys, login };
}

export const knowsSalt = ({ wraps }: VaultHeader, { salt }: Kdf): boolean =>
  wraps.some((wrap) => equal(wrap.salt, salt));

/** Null when the service refuses the password. */
export async function orRefused(login: Promise<Login>): Promise<Login | null> {
  try {
    return await login;
  } catch (cause) {
    if (cause instanceof ApiError && cause.code === 'wrong-credentials') return null;
    throw cause;
  }
}

/**
 * [V-16] The same root under the password that the service accepts. What opened the vault until now goes on opening it, until
 * the new one has: a service that accepts what was mistyped locks nobody out. A wrap that was never tried goes, unless it is
 * the very one that opened the vault.
 */
export async function openUnder(
  context: AccountContext,
  header: VaultHeader,
  { root, wrap: opener }: Opening,
  { kdf, keys, login }: Accepted,
): Promise<OpenVault> {
  const { crypto, store, holder } = context;
  const wrappedRoot = await rewrap(crypto, header.accountId, keys.wrappingKey, root);
  const wrap = { ...kdf, wrappedRoot, untried: true };
  const before = header.wraps.map((each) => (equal(each.wrappedRoot, opener.wrappedRoot) ? opener : each));
  const wraps = [...before.filter(({ untried }) => untried !== true), wrap];
  const current: VaultHeader = { ...header, wraps, signedOut: false };
  await store.commit(holder, [putHeader(current)]);
  context.login.use(login);
  return open(context, current, { root, keys, wrap });
}

/** The service said yes, and nothing here can be opened with it: no login is left behind. */
export async function sealedStill(context: AccountContext, accepted: Accepted): Promise<never> {
  await endLogin(context, accepted.login.accessToken);
  throw new MessengerFailure('password-changed-elsewhere');
}

/** Of a login that leads nowhere. Without an answer it ends by itself. */
export async function endLogin({ api }: AccountContext, accessToken: string): Promise<void> {
  try {
    await api.auth.logout(accessToken);
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
  }
}
