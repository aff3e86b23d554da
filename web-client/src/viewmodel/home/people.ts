import type { FriendRequest, Messenger, Person } from '../../messenger/port.ts';
import { displayName } from '../account/names.ts';
import type { Toasts } from '../shell/toasts.ts';
import type { Declining } from './declining.ts';

/** What can be done about another person; says how it went in a toast. */
export class People {
  private readonly messenger: Messenger;
  private readonly toasts: Toasts;
  private readonly declining: Declining;

  constructor(messenger: Messenger, toasts: Toasts, declining: Declining) {
    this.messenger = messenger;
    this.toasts = toasts;
    this.declining = declining;
  }

  /** The room of the new conversation, or null when it could not be accepted. */
  async accept(request: FriendRequest): Promise<string | null> {
    const result = await this.messenger.call('acceptRequest', { requestId: request.requestId });
    if (!result.ok) {
      this.toasts.show({ what: 'failure', failure: result.failure });
      return null;
    }
    this.toasts.show({ what: 'now-friends', name: displayName(request.person) });
    return result.value.roomId;
  }

  decline({ requestId, person }: FriendRequest): void {
    const notice = { what: 'request-declined', name: displayName(person) } as const;
    this.declining.decline(requestId, notice, () => this.messenger.call('declineRequest', { requestId }));
  }

  async withdraw({ requestId, person }: FriendRequest): Promise<void> {
    const result = await this.messenger.call('withdrawRequest', { requestId });
    if (!result.ok) {
      this.toasts.show({ what: 'failure', failure: result.failure });
      return;
    }
    const notice = { what: 'request-withdrawn', name: displayName(person) } as const;
    this.toasts.show(notice, () => void this.ask(person));
  }

  async unfriend(person: Person): Promise<boolean> {
    const result = await this.messenger.call('unfriend', { accountId: person.accountId });
    if (result.ok) this.toasts.show({ what: 'friend-removed', name: displayName(person) });
    else this.toasts.show({ what: 'failure', failure: result.failure });
    return result.ok;
  }

  async block(person: Person): Promise<boolean> {
    const result = await this.messenger.call('block', { accountId: person.accountId });
    if (!result.ok) {
      this.toasts.show({ what: 'failure', failure: result.failure });
      return false;
    }
    this.toasts.show({ what: 'blocked', name: displayName(person) }, () => void this.unblock(person));
    return true;
  }

  async unblock(person: Person): Promise<void> {
    const result = await this.messenger.call('unblock', { accountId: person.accountId });
    if (result.ok) this.toasts.show({ what: 'unblocked', name: displayName(person) });
    else this.toasts.show({ what: 'failure', failure: result.failure });
  }

  /** Asks somebody known, for example after the friendship had ended. */
  async ask(person: Person): Promise<void> {
    const { username, accountId } = person;
    const result = await this.messenger.call('sendFriendRequest', { username, accountId });
    if (!result.ok) {
      this.toasts.show({ what: 'failure', failure: result.failure });
      return;
    }
    const what = result.value.state === 'accepted' ? 'now-friends' : 'request-sent';
    this.toasts.show({ what, name: displayName(person) });
  }
}
