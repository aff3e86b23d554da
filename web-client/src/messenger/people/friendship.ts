import type { CryptoProvider } from '../../crypto/index.ts';
import { freshUuid } from '../kernel/ids.ts';
import type { LoginKeeper } from '../connection/login.ts';
import { MessengerFailure, nobodyCalledSo } from '../failures.ts';
import type { Commands, Person } from '../port.ts';
import { ApiError, type SocialApi } from '../ports/api.ts';
import type { Directory } from './directory.ts';

export interface FriendshipDependencies {
  readonly crypto: CryptoProvider;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly directory: Directory;
}

type Answer<N extends keyof Commands> = Promise<ReturnType<Commands[N]>>;

/** What the user does with people. Each change is asked of the service, then read back. */
export class Friendship {
  readonly #deps: FriendshipDependencies;

  constructor(deps: FriendshipDependencies) {
    this.#deps = deps;
  }

  async lookUp(username: string): Answer<'lookUp'> {
    const { user, relation } = await this.#ask((social, token) => social.findUser(token, username));
    const [person = user] = this.#deps.directory.usernames.kept([user]);
    return { person, relation };
  }

  /** @param accountId whom the user means, where that is known: a username is what the service says */
  async request(username: string, accountId?: string): Answer<'sendFriendRequest'> {
    const asking = accountId === undefined ? [] : await this.#meant(username, accountId);
    const requestId = freshUuid(this.#deps.crypto);
    const put = () => this.#ask((social, token) => social.putFriendRequest(token, requestId, username));
    // The same id again is the same request: a lost answer costs nothing.
    const { state, user } = await put().catch((cause: unknown) => {
      if (cause instanceof ApiError && cause.code === 'network') return put();
      throw cause;
    });
    const isMeant = accountId === undefined || user.accountId === accountId;
    if (!isMeant && state === 'pending') await this.#takeBack(requestId, user);
    if (!isMeant && state === 'accepted' && !asking.includes(user.accountId))
      await this.unfriend(user.accountId);
    await this.#deps.directory.refreshIfReachable();
    if (!isMeant) throw new MessengerFailure('unverified');
    return { state };
  }

  /**
   * [C-20] Asking accepts whoever asked, and a name that became free may be somebody else's: nobody is asked before that is
   * known to be who is meant.
   *
   * @returns account ids of those who ask to be friends
   */
  async #meant(username: string, accountId: string): Promise<readonly string[]> {
    const [{ user }, { incoming }] = await Promise.all([
      this.#ask((social, token) => social.findUser(token, username)).catch(nobodyCalledSo),
      this.#ask((social, token) => social.friendRequests(token)),
    ]);
    if (user.accountId !== accountId) throw new MessengerFailure('unverified');
    return incoming.map((each) => each.user.accountId);
  }

  /** Somebody else than who was found was asked, and may have accepted by now. */
  async #takeBack(requestId: string, { accountId }: Person): Promise<void> {
    try {
      await this.withdraw(requestId);
    } catch (cause) {
      if (!(cause instanceof ApiError) || cause.code !== 'request-closed') throw cause;
      await this.unfriend(accountId);
    }
  }

  async accept(requestId: string): Answer<'acceptRequest'> {
    const room = await this.#ask((social, token) => social.acceptFriendRequest(token, requestId));
    await this.#deps.directory.refreshIfReachable();
    return { roomId: room.roomId };
  }

  decline(requestId: string): Promise<void> {
    return this.#change((social, token) => social.declineFriendRequest(token, requestId));
  }

  withdraw(requestId: string): Promise<void> {
    return this.#change((social, token) => social.withdrawFriendRequest(token, requestId));
  }

  unfriend(accountId: string): Promise<void> {
    return this.#change((social, token) => social.unfriend(token, accountId));
  }

  block(accountId: string): Promise<void> {
    return this.#change((social, token) => social.block(token, accountId));
  }

  unblock(accountId: string): Promise<void> {
    return this.#change((social, token) => social.unblock(token, accountId));
  }

  async #change(call: (social: SocialApi, token: string) => Promise<void>): Promise<void> {
    try {
      await this.#ask(call);
    } finally {
      // Also after a refusal: it usually means that the picture here is old.
      await this.#deps.directory.refreshIfReachable();
    }
  }

  #ask<T>(call: (social: SocialApi, token: string) => Promise<T>): Promise<T> {
    const { login, social } = this.#deps;
    return login.authorised((token) => call(social, token));
  }
}
