import { base64url } from '../../bytes/index.ts';
import type { AccountContext } from '../account/context.ts';
import { freshUuid } from '../kernel/ids.ts';
import type { Commands, PersonalTokenView } from '../port.ts';
import type { VaultHeader } from '../vault/header.ts';
import { unwrap } from '../vault/opening.ts';

const SECRET_BYTES = 32;

type Context = Pick<AccountContext, 'api' | 'login'>;

export async function listPersonalTokens({ api, login }: Context): Promise<readonly PersonalTokenView[]> {
  const tokens = await api.auth.personalTokens();
  return login.authorised((token) => tokens.list(token));
}

/** Proves the password to this vault first, which is stricter than to the service. */
export async function makePersonalToken(
  { api, login, crypto, progress }: AccountContext,
  { header }: { readonly header: VaultHeader },
  { password, name, scopes, days }: Parameters<Commands['makePersonalToken']>[0],
): Promise<{ token: string }> {
  progress('deriving-keys');
  const { keys } = await unwrap(crypto, header, password);
  const id = freshUuid(crypto);
  const secret = crypto.random(SECRET_BYTES);
  const tokens = await api.auth.personalTokens();
  await login.authorised((token) =>
    tokens.make(token, id, {
      authenticationKey: keys.authenticationKey.expose(),
      name,
      scopes,
      expiresInDays: days,
      secret,
    }),
  );
  return { token: `tacet_${id}_${base64url(secret)}` };
}

export async function revokePersonalToken({ api, login }: Context, id: string): Promise<void> {
  const tokens = await api.auth.personalTokens();
  await login.authorised((token) => tokens.revoke(token, id));
}
