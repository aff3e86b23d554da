import { MessengerFailure } from '../failures.ts';
import { DeviceListsUnavailable, followChain } from '../devices/list-chain.ts';
import { freshUuid } from '../kernel/ids.ts';
import { ApiError, type Kdf, type Profile } from '../ports/api.ts';
import type { VerifiedDeviceList } from '../../protocol/index.ts';
import { isAttempt, putHeader, withdraw, type VaultHeader } from '../vault/header.ts';
import {
  passwordKeys,
  proven,
  rootOf,
  unwrap,
  type OpenedWrap,
  type Opening,
  type PasswordKeys,
} from '../vault/opening.ts';
import { headerOf, open, vaultOf, type AccountContext, type OpenVault } from './context.ts';
import { acceptedElsewhere, opened, openUnder, orRefused, sealedStill } from './changed-elsewhere.ts';
import { logIn, requestLogin } from './establish.ts';
import { createLocally } from './new-account.ts';
import { establishOrWithdraw, orLeave } from './standing.ts';

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Signs in with the vault of this browser, finishing a sign-up that was interrupted. Where the password was changed on
 * another device, the root is wrapped under it too: an open vault is enough for that, else the password before.
 *
 * @throws MessengerFailure `vault-elsewhere` when the password is right but no keys are here; `password-changed-elsewhere`
 *     when it is right and `previous` is needed to open what is here; `wrong-password` when `previous` does not
 */
export async function signIn(
  context: AccountContext,
  credentials: Credentials & { readonly previous?: string },
): Promise<OpenVault> {
  const { password, previous } = credentials;
  context.login.forget();
  context.progress('deriving-keys');
  const header = await headerOf(context.store, credentials.username);
  if (!header || header.removed) return nothingHere(context, credentials);
  const wrap = await opened(context, header, password);
  if (!header.established) {
    // [V-16] What was interrupted is under the password of then. With another one it is begun again, and replaced; where a
    // vault stood before, that one is here again [V-23].
    if (wrap) return finishEarlier(context, header, wrap);
    if (!header.replaces) return nothingHere(context, credentials);
    await proveElsewhere(context, credentials);
    await context.store.commit(context.holder, withdraw(header));
    return signIn(context, credentials);
  }
  const current = wrap && (await signInWith(context, header, wrap));
  if (current) return current;
  const opening =
    (wrap && proven(wrap)) ??
    (await openedInMemory(context, header)) ??
    (await openedUnder(context, header, previous));
  const accepted = await acceptedElsewhere(context, header, password);
  if (!accepted) throw new MessengerFailure('wrong-credentials');
  return opening ? openUnder(context, header, opening, accepted) : sealedStill(context, accepted);
}

/** Null when the service does not accept what opens the vault. */
async function signInWith(
  context: AccountContext,
  header: VaultHeader,
  opening: OpenedWrap,
): Promise<OpenVault | null> {
  const login = await orRefused(requestLogin(context, header, opening.keys));
  if (!login) return null;
  context.login.use(login);
  // The services accepted this password: another wrap, if any, is of one that is none any more.
  const { salt, rounds, wrappedRoot } = opening.wrap;
  const current: VaultHeader = { ...header, wraps: [{ salt, rounds, wrappedRoot }], signedOut: false };
  await context.store.commit(context.holder, [putHeader(current)]);
  return open(context, current, opening);
}

/** The vault is open: the key of the password that opened it opens its wrap once more. */
async function openedInMemory(
  { crypto, openVault }: AccountContext,
  { accountId }: VaultHeader,
): Promise<Opening | null> {
  const vault = openVault(accountId);
  return vault?.wrappingKey ? rootOf(crypto, vault.header, vault.wrappingKey) : null;
}

async function openedUnder(
  { crypto }: AccountContext,
  header: VaultHeader,
  previous: string | undefined,
): Promise<Opening | null> {
  return previous === undefined ? null : proven(await unwrap(crypto, header, previous));
}

async function finishEarlier(
  context: AccountContext,
  header: VaultHeader,
  wrap: OpenedWrap,
): Promise<OpenVault> {
  return establishOrWithdraw(context, await open(context, header, wrap), wrap.keys);
}

/** Tells a wrong password from an account that lives elsewhere, and leaves no login behind. */
async function nothingHere(context: AccountContext, credentials: Credentials): Promise<never> {
  await proveElsewhere(context, credentials);
  throw new MessengerFailure('vault-elsewhere');
}

/** Shows the service the password, for nothing else than to know that it is right. */
async function proveElsewhere(context: AccountContext, credentials: Credentials): Promise<void> {
  const keys = await serverKeys(context, credentials);
  await logIn(context, { username: credentials.username, deviceId: freshUuid(context.crypto) }, keys);
  await context.api.auth.logout(context.login.peek());
  context.login.forget();
}

/** A login of an account whose keys are not here, with what a new vault of it needs. */
export interface Newcomer {
  readonly accountId: string;
  readonly deviceId: string;
  readonly username: string;
  readonly kdf: Kdf;
  readonly keys: PasswordKeys;
  /** The vault of that name here: of the account itself, or of a sign-up that never became one. */
  readonly replaces: VaultHeader | null;
}

/** Signs in as a device that nobody knows yet. */
export async function comeAnew(context: AccountContext, credentials: Credentials): Promise<Newcomer> {
  const { crypto, store, api, login } = context;
  login.forget();
  context.progress('deriving-keys');
  const kdf = await api.auth.prelogin(credentials.username);
  const keys = await passwordKeys(crypto, credentials.username, credentials.password, kdf);
  const deviceId = freshUuid(crypto);
  const named = await headerOf(store, credentials.username);
  const known = named && !isAttempt(named) ? { accountId: named.accountId } : {};
  return orLeave(context, async () => {
    const device = { ...known, username: credentials.username, deviceId };
    const { accountId, username } = await logIn(context, device, keys);
    const there = await vaultOf(store, accountId);
    // A vault of that id under another name is somebody else's, whatever the answer says.
    if (there && there.accountId !== named?.accountId) throw new ApiError('invalid-answer');
    return { accountId, deviceId, username, kdf, keys, replaces: named ?? null };
  });
}

/** The account under a new identity: the old device list is followed by one marked as reset. */
export async function startOver(context: AccountContext, credentials: Credentials): Promise<OpenVault> {
  const { clock } = context;
  const newcomer = await comeAnew(context, credentials);
  const vault = await orLeave(context, async () => {
    const previous = await newestList(context, newcomer.accountId);
    context.progress('creating-keys');
    return createLocally(context, {
      ...newcomer,
      profile: await profileIfMissing(context, newcomer.username),
      previous,
      nowMs: clock.now(),
    });
  });
  return establishOrWithdraw(context, vault, newcomer.keys);
}

async function serverKeys(
  context: AccountContext,
  { username, password }: Credentials,
): Promise<PasswordKeys> {
  return passwordKeys(context.crypto, username, password, await context.api.auth.prelogin(username));
}

async function newestList(
  { crypto, api, login }: AccountContext,
  accountId: string,
): Promise<VerifiedDeviceList | null> {
  try {
    const source = { crypto, social: api.social, login };
    return await followChain(source, accountId, null, () => Promise.resolve());
  } catch (cause) {
    if (cause instanceof DeviceListsUnavailable) {
      if (cause.none) return null;
      // A list that begins again where there is one would be refused, and the keys for it be made in vain.
      throw new MessengerFailure('unavailable', cause);
    }
    if (cause instanceof ApiError && cause.code === 'not-found') return null;
    throw cause;
  }
}

/** A sign-up that stopped before the profile was told: the name is all that is known. */
export async function profileIfMissing(
  { api, login }: AccountContext,
  username: string,
): Promise<Profile | null> {
  try {
    await login.authorised((token) => api.social.profile(token));
    return null;
  } catch (cause) {
    if (!(cause instanceof ApiError) || cause.code !== 'not-found') throw cause;
    return { firstName: username, lastName: '', about: '' };
  }
}
