import { limits, type WrappingKey } from '../../protocol/index.ts';
import { ApiError } from '../ports/api.ts';
import { isFenced, StoreError } from '../ports/store.ts';
import { eraseVault, putHeader, type VaultHeader } from '../vault/header.ts';
import { passwordKeys, rewrap, unwrap } from '../vault/opening.ts';
import type { AccountContext } from './context.ts';
import { requireStrongPassword } from './password-policy.ts';

/**
 * [V-16] Wraps the vault root under another password; nothing else is encrypted anew. Every wrap whose password the
 * service may have stays in the header until it is known which one it is: no lost answer locks anybody out.
 *
 * @param saved takes each header that was written: the one to go on with, also when this fails
 * @returns the key of the new password
 */
export async function changePassword(
  context: AccountContext,
  header: VaultHeader,
  passwords: { readonly current: string; readonly next: string },
  saved: (header: VaultHeader) => void,
): Promise<WrappingKey> {
  const { crypto, api, login, store, holder } = context;
  requireStrongPassword(passwords.next, header.username);
  context.progress('deriving-keys');
  const current = await unwrap(crypto, header, passwords.current);
  const kdf = { salt: crypto.random(16), rounds: limits.MIN_PASSWORD_ROUNDS };
  const next = await passwordKeys(crypto, header.username, passwords.next, kdf);
  const wrappedRoot = await rewrap(crypto, header.accountId, next.wrappingKey, current.root);
  const save = async (wraps: VaultHeader['wraps']): Promise<void> => {
    const written = { ...header, wraps };
    await store.commit(holder, [putHeader(written)]);
    saved(written);
  };
  const nextWrap = { ...kdf, wrappedRoot };
  await save([...header.wraps, nextWrap]);
  try {
    await login.authorised((token) =>
      api.auth.putPassword(token, {
        currentAuthenticationKey: current.keys.authenticationKey.expose(),
        ...kdf,
        authenticationKey: next.authenticationKey.expose(),
      }),
    );
  } catch (cause) {
    // Only a definite refusal tells that this new password does not count; an earlier one still may.
    if (cause instanceof ApiError && cause.status >= 400 && cause.status < 500) await save(header.wraps);
    throw cause;
  }
  await save([nextWrap]);
  return next.wrappingKey;
}

/** [V-22] Keys that another tab may still have open nothing after this. */
export async function lock({ store, holder }: AccountContext, header: VaultHeader): Promise<void> {
  try {
    await store.commit(holder, [putHeader({ ...header, locks: (header.locks ?? 0) + 1 })]);
  } catch (cause) {
    // A full disk must not keep it open: the other tabs are told to forget the keys all the same.
    if (!(cause instanceof StoreError) || isFenced(cause)) throw cause;
  }
}

/** Ends this login; without a network the services learn of it when its tokens run out. */
export async function signOut(
  { api, login, store, holder }: AccountContext,
  header: VaultHeader,
  erase: boolean,
): Promise<void> {
  try {
    await api.auth.logout(login.peek());
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
  }
  login.forget();
  await store.commit(holder, erase ? eraseVault(header) : [putHeader({ ...header, signedOut: true })]);
}

export async function signOutEverywhere(context: AccountContext, header: VaultHeader): Promise<void> {
  const { api, login } = context;
  await login.authorised((token) => api.auth.logoutEverywhere(token));
  await signOut(context, header, false);
}
