import { SingleFlight } from '../kernel/single-flight.ts';
import { ApiError, type AuthApi, type Login } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';

/** A token this close to its end is renewed first: a request may take that long. */
const RENEW_BEFORE_MS = 30_000;

/** Codes after which no refresh helps: the login session is over. */
const ENDED = new Set(['login-ended', 'unauthenticated']);

/**
 * The access token of this login session, in memory only. The refresh cookie behind it never passes
 * through here. Concurrent callers share one refresh.
 */
export class LoginKeeper {
  readonly #auth: AuthApi;
  readonly #clock: Clock;
  readonly #refreshing = new SingleFlight<Login>();
  #token: { readonly value: string; readonly renewAtMs: number } | null = null;
  #ended = false;
  /** Whose login it is; null when nobody has said yet. */
  #accountId: string | null = null;
  /** Raised with every change of login: an answer that was asked for before is of no use after it. */
  #epoch = 0;

  /** Called once when the services say that the login is over. */
  onEnded: () => void = () => undefined;

  constructor(auth: AuthApi, clock: Clock) {
    this.#auth = auth;
    this.#clock = clock;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes the token of a fresh login. */
  use(login: Login): void {
    this.#epoch++;
    this.#ended = false;
    this.#accountId = login.accountId;
    this.#keep(login);
  }

  /** The vault of this account was opened: no token of another one is taken from now on. */
  belongsTo(accountId: string): void {
    if (this.#accountId === accountId) return;
    this.forget();
    this.#accountId = accountId;
  }

  /** Forgets the token, without telling the services. */
  forget(): void {
    this.#epoch++;
    this.#token = null;
  }

  /** The services ended this login (close code, problem code). */
  end(): void {
    this.#epoch++;
    this.#token = null;
    if (this.#ended) return;
    this.#ended = true;
    this.onEnded();
  }

  /** @returns what ends the login that is in use now, but not one that takes its place */
  ending(): () => void {
    const epoch = this.#epoch;
    return () => {
      if (epoch === this.#epoch) this.end();
    };
  }

  /** The token in memory, without asking anybody. */
  peek(): string | null {
    return this.#token?.value ?? null;
  }

  /**
   * Calls with a valid token; renews it once when the service finds it expired.
   *
   * @throws ApiError `login-ended` when the login is over, `network` when nobody answers
   */
  async authorised<T>(call: (token: string) => Promise<T>): Promise<T> {
    const token = await this.#valid();
    try {
      return await call(token);
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.status !== 401) throw cause;
      if (cause.code === 'wrong-credentials') throw cause;
      if (this.#token?.value === token) this.#token = null;
      return call(await this.#valid());
    }
  }

  async #valid(): Promise<string> {
    if (this.#ended) throw new ApiError('login-ended', 401);
    if (this.#token && this.#clock.now() < this.#token.renewAtMs) return this.#token.value;
    return this.#renew();
  }

  async #renew(): Promise<string> {
    const epoch = this.#epoch;
    const login = await this.#refreshed(epoch);
    // Locked, signed out or signed in anew meanwhile: the login that the caller meant is over.
    if (epoch !== this.#epoch) throw new ApiError('login-ended', 401);
    if (this.#accountId !== null && login.accountId !== this.#accountId) {
      this.end();
      throw new ApiError('login-ended', 401);
    }
    this.#keep(login);
    return login.accessToken;
  }

  async #refreshed(epoch: number): Promise<Login> {
    try {
      return await this.#refreshing.run(() => this.#auth.refresh());
    } catch (cause) {
      if (!(cause instanceof ApiError) || !ENDED.has(cause.code)) throw cause;
      if (epoch === this.#epoch) this.end();
      throw new ApiError('login-ended', 401, null, cause);
    }
  }

  #keep(login: Login): void {
    const lifeMs = Math.max(0, login.expiresInMs - RENEW_BEFORE_MS);
    this.#token = { value: login.accessToken, renewAtMs: this.#clock.now() + lifeMs };
  }
}
