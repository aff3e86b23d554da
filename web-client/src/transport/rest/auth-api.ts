import {
  ApiError,
  type AuthApi,
  type Kdf,
  type Login,
  type LoginSession,
} from '../../messenger/ports/api.ts';
import { base64url } from '../../bytes/index.ts';
import { invalidAnswer, type Answer } from './answer.ts';
import type { RestClient } from './rest-client.ts';

const BASE = '/api/v1/auth';
const RECOVERY = `${BASE}/recovery`;

export function authApi(rest: RestClient): AuthApi {
  return {
    checkUsername: async (username) =>
      readAvailability(
        await rest.call({ method: 'GET', path: `${BASE}/usernames/${encodeURIComponent(username)}` }),
      ),
    needsInvitation: async () =>
      (await rest.call({ method: 'GET', path: `${BASE}/registration` })).text('mode') === 'invite-only',
    prelogin: async (username) =>
      readKdf(await rest.call({ method: 'POST', path: `${BASE}/prelogin`, body: { username } })),
    accountState: async (accountId) => {
      try {
        return readState(await rest.call({ method: 'GET', path: `${BASE}/accounts/${accountId}` }));
      } catch (cause) {
        if (cause instanceof ApiError && cause.code === 'not-found') return null;
        throw cause;
      }
    },
    putAccount: (accountId, account) =>
      rest.send({
        method: 'PUT',
        path: `${BASE}/accounts/${accountId}`,
        body: {
          username: account.username,
          ...kdfBody(account),
          authenticationKey: base64url(account.authenticationKey),
          ...(account.invitation !== undefined && { invitation: account.invitation }),
        },
      }),
    login: async ({ username, authenticationKey, deviceId }) =>
      readLogin(
        await rest.call({
          method: 'POST',
          path: `${BASE}/login`,
          cookie: true,
          body: { username, authenticationKey: base64url(authenticationKey), deviceId },
        }),
      ),
    refresh: async () => readLogin(await rest.call({ method: 'POST', path: `${BASE}/token`, cookie: true })),
    completeAccount: (token) => rest.send({ method: 'POST', path: `${BASE}/account/complete`, token }),
    ticket: async (token) =>
      (await rest.call({ method: 'POST', path: `${BASE}/tickets`, token })).text('ticket'),
    loginSessions: async (token) =>
      (await rest.call({ method: 'GET', path: `${BASE}/login-sessions`, token })).list(
        'loginSessions',
        readLoginSession,
      ),
    endLoginSession: (token, id) =>
      rest.send({ method: 'DELETE', path: `${BASE}/login-sessions/${encodeURIComponent(id)}`, token }),
    logout: (token) => rest.send({ method: 'POST', path: `${BASE}/logout`, token, cookie: true }),
    logoutEverywhere: (token) => rest.send({ method: 'POST', path: `${BASE}/logout-everywhere`, token }),
    putPassword: (token, change) =>
      rest.send({
        method: 'PUT',
        path: `${BASE}/password`,
        token,
        body: {
          currentAuthenticationKey: base64url(change.currentAuthenticationKey),
          ...kdfBody(change),
          authenticationKey: base64url(change.authenticationKey),
        },
      }),
    deleteAccount: (token, authenticationKey) =>
      rest.send({
        method: 'POST',
        path: `${BASE}/account/delete`,
        token,
        body: { authenticationKey: base64url(authenticationKey) },
      }),
    recovery: async (token) => {
      const state = await rest.call({ method: 'GET', path: RECOVERY, token });
      const exists = state.flag('exists');
      return { exists, sinceMs: exists ? state.integer('since') : null };
    },
    putRecovery: (token, { currentAuthenticationKey, recoveryAuthenticationKey, record }) =>
      rest.send({
        method: 'PUT',
        path: RECOVERY,
        token,
        body: {
          currentAuthenticationKey: base64url(currentAuthenticationKey),
          recoveryAuthenticationKey: base64url(recoveryAuthenticationKey),
          record: base64url(record),
        },
      }),
    openRecovery: async (token, key) => {
      const body = { recoveryAuthenticationKey: base64url(key) };
      return (await rest.call({ method: 'POST', path: `${RECOVERY}/open`, token, body })).bytes('record');
    },
    deleteRecovery: (token, key) => {
      const body = { authenticationKey: base64url(key) };
      return rest.send({ method: 'POST', path: `${RECOVERY}/delete`, token, body });
    },
    personalTokens: async () => (await import('./personal-tokens-api.ts')).personalTokensApi(rest),
  };
}

function kdfBody({ salt, rounds }: Kdf): { salt: string; rounds: number } {
  return { salt: base64url(salt), rounds };
}

function readKdf(answer: Answer): Kdf {
  return { salt: answer.bytes('salt'), rounds: answer.integer('rounds') };
}

function readState(answer: Answer): 'living' | 'deleted' {
  const state = answer.text('state');
  if (state !== 'living' && state !== 'deleted') throw invalidAnswer('state');
  return state;
}

function readAvailability(answer: Answer): {
  available: boolean;
  reason?: 'taken' | 'invalid' | 'reserved';
} {
  const available = answer.flag('available');
  const reason = answer.optionalText('reason');
  if (reason === 'taken' || reason === 'invalid' || reason === 'reserved') return { available, reason };
  return { available };
}

function readLogin(answer: Answer): Login {
  return {
    accountId: answer.text('accountId'),
    username: answer.text('username'),
    loginSessionId: answer.text('loginSessionId'),
    accessToken: answer.text('accessToken'),
    expiresInMs: answer.integer('expiresInMs'),
    complete: answer.flag('complete'),
  };
}

function readLoginSession(entry: Answer): LoginSession {
  return {
    id: entry.text('id'),
    deviceId: entry.text('deviceId'),
    createdAt: entry.integer('createdAt'),
    lastUsedAt: entry.integer('lastUsedAt'),
    userAgent: entry.optionalText('userAgent') ?? '',
    current: entry.flag('current'),
  };
}
