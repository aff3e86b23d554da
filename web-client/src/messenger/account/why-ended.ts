import type { Connection } from '../port.ts';
import type { AuthApi } from '../ports/api.ts';
import type { VaultHeader } from '../vault/header.ts';
import { knowsSalt } from './changed-elsewhere.ts';

export type EndReason = NonNullable<Extract<Connection, { readonly state: 'signed-out' }>['reason']>;

/** Why a login is over that was not ended here; null when it was just ended. */
export async function whyEnded(auth: AuthApi, header: VaultHeader): Promise<EndReason | null> {
  // Of an account that is gone a salt is made up; it comes first for that.
  if ((await auth.accountState(header.accountId)) === 'deleted') return 'account-deleted';
  // Every new password has a new salt.
  return knowsSalt(header, await auth.prelogin(header.username)) ? null : 'password-changed';
}
