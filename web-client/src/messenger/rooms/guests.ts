import { normaliseUsername, type VerifiedDeviceList } from '../../protocol/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { MessengerFailure } from '../failures.ts';
import { atOnce } from '../kernel/at-once.ts';
import { ApiError, type SocialApi } from '../ports/api.ts';

/** Questions to the service under way at once. */
const ASK_AT_ONCE = 8;

export interface GuestsDependencies {
  readonly me: string;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly lists: Pick<DeviceLists, 'refresh'>;
  readonly conversations: Conversations;
}

/** Who is meant by the names that the user typed: friends, under the identity that they have now. */
export class Guests {
  readonly #deps: GuestsDependencies;

  constructor(deps: GuestsDependencies) {
    this.#deps = deps;
  }

  /** @throws MessengerFailure `group-empty`, `user-not-found`, `not-a-friend`, `cannot-invite-yourself` */
  async lists(usernames: readonly string[]): Promise<readonly VerifiedDeviceList[]> {
    const names = new Set(usernames.map(normaliseUsername).filter((name) => name !== ''));
    if (names.size === 0) throw new MessengerFailure('group-empty');
    const accounts = await atOnce(ASK_AT_ONCE, [...names], (name) => this.#accountOf(name));
    return atOnce(ASK_AT_ONCE, [...new Set(accounts)], (account) => this.#deps.lists.refresh(account));
  }

  async #accountOf(username: string): Promise<string> {
    const { conversations, me } = this.#deps;
    for (const row of conversations.table.all()) {
      if (row.kind !== 'direct' || !row.open) continue;
      if (normaliseUsername(row.person.username) === username) return row.person.accountId;
    }
    const account = await this.#stranger(username);
    throw new MessengerFailure(account === me ? 'cannot-invite-yourself' : 'not-a-friend');
  }

  async #stranger(username: string): Promise<string> {
    const { login, social } = this.#deps;
    try {
      return (await login.authorised((token) => social.findUser(token, username))).user.accountId;
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'not-found')
        throw new MessengerFailure('user-not-found', cause);
      throw cause;
    }
  }
}
