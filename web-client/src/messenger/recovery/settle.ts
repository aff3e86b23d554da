import type { AccountContext } from '../account/context.ts';
import { ApiError } from '../ports/api.ts';
import type { PasswordKeys } from '../vault/opening.ts';

/** What is left to do once this device stands alone on the list. Each step may have happened before. */
export async function settle(
  context: AccountContext,
  kind: 'start-over' | 'recovery',
  keys: PasswordKeys,
): Promise<void> {
  if (kind === 'recovery') return endOtherLogins(context);
  await forgetPhrase(context, keys);
  await deleteArchive(context);
}

/** [RP-8] */
async function endOtherLogins({ api, login }: AccountContext): Promise<void> {
  const logins = await login.authorised((token) => api.auth.loginSessions(token));
  for (const { id } of logins.filter(({ current }) => !current)) {
    await login.authorised((token) => api.auth.endLoginSession(token, id)).catch(unless('not-found'));
  }
}

/**
 * [RP-9] The phrase is of an identity that is no longer the account's.
 *
 * @returns false if the service has another password by now: whoever uses the phrase is told that it is outdated [RP-7]
 */
export async function forgetPhrase({ api, login }: AccountContext, keys: PasswordKeys): Promise<boolean> {
  const key = keys.authenticationKey.expose();
  try {
    await login.authorised((token) => api.auth.deleteRecovery(token, key));
    return true;
  } catch (cause) {
    unless('wrong-credentials')(cause);
    return false;
  }
}

/** It is of an identity that is no longer the account's: nobody will open it. */
async function deleteArchive({ api, login }: AccountContext): Promise<void> {
  const archives = await api.social.archives();
  const { archiveId } = await login.authorised((token) => archives.archive(token));
  if (archiveId !== null) await login.authorised((token) => archives.deleteArchive(token, archiveId));
}

function unless(code: string): (cause: unknown) => void {
  return (cause) => {
    if (!(cause instanceof ApiError) || cause.code !== code) throw cause;
  };
}
