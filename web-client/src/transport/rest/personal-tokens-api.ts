import { base64url } from '../../bytes/index.ts';
import type { PersonalTokensApi } from '../../messenger/ports/api.ts';
import { PROGRAM_SCOPES } from '../../messenger/port-programs.ts';
import type { RestClient } from './rest-client.ts';

const BASE = '/api/v1/auth/personal-tokens';

/** Comes when it is first asked for. */
export function personalTokensApi(rest: RestClient): PersonalTokensApi {
  return {
    list: async (token) => {
      const answer = await rest.call({ method: 'GET', path: BASE, token });
      return answer.list('personalTokens', (entry) => {
        const known = entry.textList('scopes');
        return {
          id: entry.text('id'),
          name: entry.text('name'),
          // A newer server may know more of them.
          scopes: PROGRAM_SCOPES.filter((scope) => known.includes(scope)),
          createdAtMs: entry.integer('createdAt'),
          expiresAtMs: entry.integer('expiresAt'),
          lastUsedOnMs: entry.has('lastUsedOn') ? entry.integer('lastUsedOn') : null,
        };
      });
    },
    make: (token, id, { authenticationKey, name, scopes, expiresInDays, secret }) =>
      rest.send({
        method: 'PUT',
        path: `${BASE}/${id}`,
        token,
        body: {
          authenticationKey: base64url(authenticationKey),
          name,
          scopes,
          expiresInDays,
          secret: base64url(secret),
        },
      }),
    revoke: (token, id) => rest.send({ method: 'DELETE', path: `${BASE}/${encodeURIComponent(id)}`, token }),
  };
}
