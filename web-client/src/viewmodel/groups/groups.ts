import type { GroupInvitationView, Messenger, Person, Result } from '../../messenger/port.ts';
import { displayName } from '../account/names.ts';
import type { Declining } from '../home/declining.ts';
import type { Notice, Toasts } from '../shell/toasts.ts';

/** A group as a toast names it. */
export interface NamedGroup {
  readonly roomId: string;
  readonly name: string;
}

/** What can be done in groups without filling in a form; says how it went in a toast. */
export class Groups {
  private readonly messenger: Messenger;
  private readonly toasts: Toasts;
  private readonly declining: Declining;

  constructor(messenger: Messenger, toasts: Toasts, declining: Declining) {
    this.messenger = messenger;
    this.toasts = toasts;
    this.declining = declining;
  }

  /** `name` as it stood on screen: an invitation may have come without one. */
  async accept({ roomId }: GroupInvitationView, name: string): Promise<boolean> {
    const result = await this.messenger.call('acceptInvitation', { roomId });
    return this.tell(result, { what: 'group-joined', name });
  }

  decline({ roomId }: GroupInvitationView, name: string): void {
    const notice = { what: 'invitation-declined', name } as const;
    this.declining.decline(roomId, notice, () => this.messenger.call('declineInvitation', { roomId }));
  }

  async remove(roomId: string, person: Person): Promise<boolean> {
    const result = await this.messenger.call('removeMember', { roomId, accountId: person.accountId });
    return this.tell(result, { what: 'member-removed', name: displayName(person) });
  }

  /** The invitation of somebody who has not answered yet. */
  async takeBack(roomId: string, person: Person): Promise<boolean> {
    const result = await this.messenger.call('removeMember', { roomId, accountId: person.accountId });
    return this.tell(result, { what: 'invitation-taken-back', name: displayName(person) });
  }

  async handOver(roomId: string, person: Person): Promise<boolean> {
    const result = await this.messenger.call('handOver', { roomId, accountId: person.accountId });
    return this.tell(result, { what: 'owner-made', name: displayName(person) });
  }

  async leave({ roomId, name }: NamedGroup): Promise<boolean> {
    const result = await this.messenger.call('leaveGroup', { roomId });
    return this.tell(result, { what: 'group-left', name });
  }

  private tell(result: Result<unknown>, done: Notice): boolean {
    this.toasts.show(result.ok ? done : { what: 'failure', failure: result.failure });
    return result.ok;
  }
}
