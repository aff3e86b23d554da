import { equal } from '../../bytes/index.ts';
import { MessengerFailure } from '../failures.ts';
import { eraseVault, type VaultHeader, type Wrap } from '../vault/header.ts';
import { unwrap } from '../vault/opening.ts';
import type { AccountContext } from './context.ts';

interface Deletion {
  readonly password: string;
  /** Also where a group could not be left: it keeps an owner who is gone, if this account is its owner. */
  readonly anyway?: boolean;
  /** @returns how many groups could not be left */
  readonly leaveGroups: () => Promise<number>;
}

/**
 * Leaves the groups, ends the account and erases its vault here. The other services forget it once the password was proven.
 * Whatever fails before the service has said yes leaves the account; groups that were left by then stay left.
 *
 * @throws MessengerFailure `groups-not-left` unless `anyway`
 */
export async function deleteAccount(
  context: AccountContext,
  header: VaultHeader,
  { password, anyway = false, leaveGroups }: Deletion,
): Promise<void> {
  const { crypto, api, login, store, holder } = context;
  context.progress('deriving-keys');
  const { keys, wrap } = await unwrap(crypto, header, password);
  // Its answer was lost, or it happened on another device: only what is here is left.
  const isOver = (await api.auth.accountState(header.accountId)) === 'deleted';
  if (!isOver) {
    await requireCurrent(context, header, wrap);
    context.progress('leaving-groups');
    if (!anyway && (await leaveGroups()) > 0) throw new MessengerFailure('groups-not-left');
    context.progress('deleting-account');
    await login.authorised((token) => api.auth.deleteAccount(token, keys.authenticationKey.expose()));
  }
  await store.commit(holder, eraseVault(header));
}

/** A password that was changed elsewhere would be refused only after the groups were left. */
async function requireCurrent({ api }: AccountContext, { username }: VaultHeader, wrap: Wrap): Promise<void> {
  const { salt } = await api.auth.prelogin(username);
  if (!equal(salt, wrap.salt)) throw new MessengerFailure('wrong-credentials');
}
