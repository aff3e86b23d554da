import { ApiError, type AuthApi, type Kdf, type Login } from '../../../src/messenger/ports/api.ts';
import type { PersonalTokenView } from '../../../src/messenger/port.ts';
import { limits, normaliseUsername } from '../../../src/protocol/index.ts';

interface Account extends Kdf {
  readonly accountId: string;
  readonly username: string;
  readonly authenticationKey: string;
  readonly complete: boolean;
}

export interface LoginSession {
  readonly id: string;
  readonly accountId: string;
  readonly deviceId: string;
  readonly userAgent: string;
  ended: boolean;
}

const TOKEN_LIFE_MS = 600_000;
const text = (bytes: Uint8Array) => bytes.join(',');

/** `auth-service` as `contracts/rest.md` describes it, in memory. */
export class AuthDouble {
  readonly accounts = new Map<string, Account>();
  readonly deleted = new Set<string>();
  readonly logins = new Map<string, LoginSession>();
  /** Tokens for programs, by account. */
  readonly personalTokens = new Map<string, readonly PersonalTokenView[]>();
  /** Sealed records of recovery phrases, with the key that asks for them. */
  readonly recoveries = new Map<string, { readonly key: string; readonly record: Uint8Array }>();
  readonly #tokens = new Map<string, string>();
  #serial = 0;
  /** Codes that let somebody sign up; null: everybody may. */
  invitations: Set<string> | null = null;
  /** Accounts that nobody may sign in to. */
  readonly suspended = new Set<string>();
  /** It says yes to every password. */
  acceptsAnything = false;
  onEnded: (deviceId: string) => void = () => undefined;
  /** The stream of account deletions. */
  onDeleted: (accountId: string) => void = () => undefined;

  /** @throws ApiError as every service does for a token that no longer counts */
  verify(token: string): LoginSession {
    const login = this.logins.get(this.#tokens.get(token) ?? '');
    if (!login) throw new ApiError('unauthenticated', 401);
    if (login.ended) throw new ApiError('login-ended', 401);
    return login;
  }

  username(accountId: string): string {
    return this.accounts.get(accountId)?.username ?? '';
  }

  byName(username: string): Account | undefined {
    const wanted = normaliseUsername(username);
    return [...this.accounts.values()].find((each) => normaliseUsername(each.username) === wanted);
  }

  expireTokens(): void {
    this.#tokens.clear();
  }

  end(login: LoginSession): void {
    login.ended = true;
    this.onEnded(login.deviceId);
  }

  endAll(accountId: string): void {
    for (const login of this.logins.values()) if (login.accountId === accountId) this.end(login);
  }

  /** The interface one client holds, with its own cookie. */
  client({ userAgent = 'test' }: { readonly userAgent?: string } = {}): AuthApi {
    let cookie: string | null = null;
    const issue = (login: LoginSession): Login => {
      cookie = login.id;
      const accessToken = `token-${++this.#serial}`;
      this.#tokens.set(accessToken, login.id);
      const account = this.#account(login.accountId);
      return {
        accountId: account.accountId,
        username: account.username,
        loginSessionId: login.id,
        accessToken,
        expiresInMs: TOKEN_LIFE_MS,
        complete: account.complete,
      };
    };
    return {
      checkUsername: async (username) =>
        this.byName(username) ? { available: false, reason: 'taken' } : { available: true },
      needsInvitation: async () => this.invitations !== null,
      prelogin: async (username) => {
        const account = this.byName(username);
        return account
          ? { salt: account.salt, rounds: account.rounds }
          : { salt: new Uint8Array(16), rounds: limits.MIN_PASSWORD_ROUNDS };
      },
      accountState: async (accountId) =>
        this.accounts.has(accountId) ? 'living' : this.deleted.has(accountId) ? 'deleted' : null,
      putAccount: async (accountId, account) => this.#put(accountId, account),
      login: async ({ username, authenticationKey, deviceId }) => {
        const account = this.byName(username);
        if (!account || (account.authenticationKey !== text(authenticationKey) && !this.acceptsAnything)) {
          throw new ApiError('wrong-credentials', 401);
        }
        if (this.suspended.has(account.accountId)) throw new ApiError('account-suspended', 403);
        const id = `login-${++this.#serial}`;
        const login = { id, accountId: account.accountId, deviceId, userAgent, ended: false };
        this.logins.set(id, login);
        return issue(login);
      },
      refresh: async () => {
        const login = this.logins.get(cookie ?? '');
        if (!login || login.ended) throw new ApiError('login-ended', 401);
        return issue(login);
      },
      completeAccount: async (token) => {
        const account = this.#account(this.verify(token).accountId);
        this.accounts.set(account.accountId, { ...account, complete: true });
      },
      ticket: async (token) => `ticket ${this.verify(token).id}`,
      loginSessions: async (token) => {
        const { accountId, id } = this.verify(token);
        return [...this.logins.values()]
          .filter((login) => login.accountId === accountId && !login.ended)
          .map((login) => ({
            id: login.id,
            deviceId: login.deviceId,
            createdAt: 1,
            lastUsedAt: 2,
            userAgent: login.userAgent,
            current: login.id === id,
          }));
      },
      endLoginSession: async (token, id) => {
        const login = this.logins.get(id);
        if (login?.accountId !== this.verify(token).accountId) throw new ApiError('not-found', 404);
        this.end(login);
      },
      logout: async () => {
        const login = this.logins.get(cookie ?? '');
        cookie = null;
        if (login) this.end(login);
      },
      logoutEverywhere: async (token) => this.endAll(this.verify(token).accountId),
      putPassword: async (token, change) => {
        const own = this.verify(token);
        const account = this.#account(own.accountId);
        if (account.authenticationKey !== text(change.currentAuthenticationKey)) {
          throw new ApiError('wrong-credentials', 401);
        }
        const { salt, rounds } = change;
        const authenticationKey = text(change.authenticationKey);
        this.accounts.set(account.accountId, { ...account, salt, rounds, authenticationKey });
        for (const login of this.logins.values()) {
          if (login.accountId === own.accountId && login.id !== own.id && !login.ended) this.end(login);
        }
      },
      deleteAccount: async (token, authenticationKey) => {
        const { accountId } = this.verify(token);
        if (this.#account(accountId).authenticationKey !== text(authenticationKey)) {
          throw new ApiError('wrong-credentials', 401);
        }
        this.endAll(accountId);
        this.accounts.delete(accountId);
        this.deleted.add(accountId);
        this.recoveries.delete(accountId);
        this.onDeleted(accountId);
      },
      recovery: async (token) => {
        const kept = this.recoveries.get(this.verify(token).accountId);
        return { exists: kept !== undefined, sinceMs: kept ? 3 : null };
      },
      putRecovery: async (token, upload) => {
        const { accountId } = this.#proven(token, upload.currentAuthenticationKey);
        const { record } = upload;
        this.recoveries.set(accountId, { key: text(upload.recoveryAuthenticationKey), record });
      },
      openRecovery: async (token, key) => {
        const kept = this.recoveries.get(this.verify(token).accountId);
        if (!kept) throw new ApiError('not-found', 404);
        if (kept.key !== text(key)) throw new ApiError('wrong-recovery-key', 403);
        return kept.record;
      },
      deleteRecovery: async (token, authenticationKey) => {
        this.recoveries.delete(this.#proven(token, authenticationKey).accountId);
      },
      personalTokens: async () => ({
        list: async (token) => this.personalTokens.get(this.verify(token).accountId) ?? [],
        make: async (token, id, { authenticationKey, name, scopes }) => {
          const { accountId } = this.#proven(token, authenticationKey);
          const made = { id, name, scopes, createdAtMs: 1, expiresAtMs: 2, lastUsedOnMs: null };
          this.personalTokens.set(accountId, [made, ...(this.personalTokens.get(accountId) ?? [])]);
        },
        revoke: async (token, id) => {
          const { accountId } = this.verify(token);
          const left = (this.personalTokens.get(accountId) ?? []).filter((each) => each.id !== id);
          this.personalTokens.set(accountId, left);
        },
      }),
    };
  }

  #proven(token: string, authenticationKey: Uint8Array): Account {
    const account = this.#account(this.verify(token).accountId);
    if (account.authenticationKey !== text(authenticationKey)) {
      throw new ApiError('wrong-credentials', 401);
    }
    return account;
  }

  #put(accountId: string, account: Parameters<AuthApi['putAccount']>[1]): void {
    const holder = this.byName(account.username);
    if (holder && holder.accountId !== accountId) throw new ApiError('username-taken', 409);
    const stored = this.accounts.get(accountId);
    const authenticationKey = text(account.authenticationKey);
    if (stored && stored.authenticationKey !== authenticationKey) throw new ApiError('conflict', 409);
    const { username, salt, rounds } = account;
    if (!stored) {
      this.#admit(account.invitation);
      this.accounts.set(accountId, { accountId, username, salt, rounds, authenticationKey, complete: false });
    }
  }

  #admit(invitation: string | undefined): void {
    if (this.invitations === null) return;
    if (invitation === undefined || invitation === '') throw new ApiError('invitation-needed', 403);
    if (!this.invitations.delete(invitation)) throw new ApiError('invitation-invalid', 403);
  }

  #account(accountId: string): Account {
    const account = this.accounts.get(accountId);
    if (!account) throw new ApiError('login-ended', 401);
    return account;
  }
}
