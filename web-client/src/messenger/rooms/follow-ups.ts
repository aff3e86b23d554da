import { equal } from '../../bytes/index.ts';
import { uuid, type OurDevice, type TakenEntry } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutgoingName, QuietBody } from '../outbox/records.ts';
import type { Clock } from '../ports/platform.ts';
import type { Work } from '../vault/work.ts';
import type { Groups } from './groups.ts';
import { nameInForce } from './names.ts';
import type { Group } from './records.ts';

export interface FollowUpsDependencies {
  readonly device: OurDevice;
  readonly groups: Groups;
  readonly conversations: Conversations;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/**
 * What has to be said after an entry of this device was taken: the log tells no name. It is planned with the entry,
 * so that it is said also if the answer of the service was lost, or the power went.
 */
export class FollowUps {
  readonly #deps: FollowUpsDependencies;

  constructor(deps: FollowUpsDependencies) {
    this.#deps = deps;
  }

  plan(tx: Work, roomId: string, taken: readonly TakenEntry[]): void {
    const { groups, device } = this.#deps;
    const { accountId, deviceId } = device.public;
    const ours = taken.filter(
      ({ author }) => equal(author.accountId, accountId) && equal(author.deviceId, deviceId),
    );
    const group = groups.row(tx, roomId);
    const name = group && nameInForce(group);
    if (!name) return;
    const said = { name: name.name, description: name.description, salt: name.salt };
    if (ours.some(({ change }) => change.type === 'create')) this.#toOwn(tx, group, said);
    if (ours.some(({ change }) => change.type === 'rename')) this.#toMembers(tx, roomId, said);
    for (const account of toldOf(group, ours)) this.#toInvited(tx, group, account, said);
  }

  /** [M-15] What is for the invited reaches the other devices of this account, too, unless it is dropped before. */
  #toOwn(tx: Work, group: Group, name: OutgoingName): void {
    const { conversations, outbox, clock } = this.#deps;
    const own = conversations.own();
    const said = own && invitationInto(group, name);
    if (said) outbox.addQuiet(tx, own.roomId, said, clock.now());
  }

  #toMembers(tx: Work, roomId: string, name: OutgoingName): void {
    const { conversations, outbox, clock } = this.#deps;
    if (conversations.row(tx, roomId)?.open) {
      outbox.addQuiet(tx, roomId, { type: 'room-update', ...name }, clock.now());
    }
  }

  /** [M-16] In the direct room with that person. */
  #toInvited(tx: Work, group: Group, account: string, name: OutgoingName): void {
    const { conversations, outbox, clock } = this.#deps;
    const direct = conversations.directWith(account);
    const row = direct && conversations.row(tx, direct.roomId);
    const said = row?.open && invitationInto(group, name);
    if (said) outbox.addQuiet(tx, row.roomId, said, clock.now());
  }
}

function invitationInto({ roomId, log }: Group, name: OutgoingName): QuietBody | null {
  return log && { type: 'group-invitation', groupId: roomId, firstHash: log.firstHash, name };
}

/** Whom these entries of ours invited, and after a rename everybody who is still invited. */
function toldOf({ log }: Group, ours: readonly TakenEntry[]): ReadonlySet<string> {
  const still = log?.invited.map(({ accountId }) => uuid(accountId)) ?? [];
  if (ours.some(({ change }) => change.type === 'rename')) return new Set(still);
  const invited = ours.flatMap(({ change }) => (change.type === 'invite' ? change.people : []));
  const accounts = new Set(invited.map(({ accountId }) => uuid(accountId)));
  return new Set(still.filter((account) => accounts.has(account)));
}
