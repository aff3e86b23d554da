import { normaliseUsername, type VerifiedDeviceList } from '../../protocol/index.ts';
import type { LoginKeeper } from '../connection/login.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { DeviceLists } from '../devices/device-lists.ts';
import { MessengerFailure, nobodyCalledSo } from '../failures.ts';
import { atOnce } from '../kernel/at-once.ts';
import type { Invited } from '../port.ts';
import type { SocialApi } from '../ports/api.ts';

/** Questions to the service under way at once. */
const ASK_AT_ONCE = 8;

export interface GuestsDependencies {
  readonly me: string;
  readonly social: SocialApi;
  readonly login: LoginKeeper;
  readonly lists: Pick<DeviceLists, 'refresh'>;
  readonly conversations: Conversations;
}

/** Who is meant by what the user chose or typed: friends, under the identity that they have now. */
export class Guests {
  readonly #deps: GuestsDependencies;

  constructor(deps: GuestsDependencies) {
    this.#deps = deps;
  }

  /** @throws MessengerFailure `group-empty`, `user-not-found`, `not-a-friend`, `cannot-invite-yourself`, `unverified` */
  async lists({ accountIds = [], usernames = [] }: Invited): Promise<readonly VerifiedDeviceList[]> {
    const names = new Set(usernames.map(normaliseUsername).filter((name) => name !== ''));
    if (names.size + accountIds.length === 0) throw new MessengerFailure('group-empty');
    for (const account of accountIds) this.#requireFriend(account);
    const typed = await atOnce(ASK_AT_ONCE, [...names], (name) => this.#accountOf(name));
    const accounts = new Set([...accountIds, ...typed]);
    return atOnce(ASK_AT_ONCE, [...accounts], (account) => this.#deps.lists.refresh(account));
  }

  #requireFriend(account: string): void {
    const { conversations, me } = this.#deps;
    if (account === me) throw new MessengerFailure('cannot-invite-yourself');
    if (!conversations.directWith(account)?.open) throw new MessengerFailure('not-a-friend');
  }

  /** [C-20] Of two friends of one username the name does not say which one is meant. */
  async #accountOf(username: string): Promise<string> {
    const { conversations, me } = this.#deps;
    const [friend, ...others] = conversations.bearers().get(username) ?? [];
    if (others.length > 0) throw new MessengerFailure('unverified');
    if (friend !== undefined) return friend;
    const account = await this.#stranger(username);
    throw new MessengerFailure(account === me ? 'cannot-invite-yourself' : 'not-a-friend');
  }

  async #stranger(username: string): Promise<string> {
    const { login, social } = this.#deps;
    const found = login.authorised((token) => social.findUser(token, username));
    return (await found.catch(nobodyCalledSo)).user.accountId;
  }
}
