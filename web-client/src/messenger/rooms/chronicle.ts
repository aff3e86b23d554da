import { equal } from '../../bytes/index.ts';
import {
  uuid,
  type AccountId,
  type MembershipChange,
  type TakenEntry,
  type VerifiedLog,
} from '../../protocol/index.ts';
import type { ListAlarms } from '../alarms/list-alarms.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { groupNotice, type GroupEvent } from '../conversations/notice.ts';
import type { Conversation } from '../conversations/records.ts';
import type { Unsent } from '../outbox/unsent.ts';
import type { GroupNotice } from '../port.ts';
import type { Clock } from '../ports/platform.ts';
import type { Work } from '../vault/work.ts';
import type { FollowUps } from './follow-ups.ts';
import type { Groups } from './groups.ts';
import { nameInForce, nameShown } from './names.ts';
import { shownName } from '../kernel/shown-text.ts';
import { emptyGroup, type Group } from './records.ts';

/** Entries by which a log became what it is. */
export interface Growth {
  readonly roomId: string;
  readonly log: VerifiedLog;
  readonly taken: readonly TakenEntry[];
  /** How many entries the service says there are: more than `log` has where they come in several answers. */
  readonly whole: number;
  /** The service's version of the room. */
  readonly version: number;
}

export interface ChronicleDependencies {
  readonly me: string;
  readonly groups: Groups;
  readonly conversations: Conversations;
  readonly unsent: Pick<Unsent, 'drop' | 'sealAnew'>;
  readonly followUps: FollowUps;
  readonly listAlarms: Pick<ListAlarms, 'told' | 'left'>;
  readonly clock: Clock;
}

/** What follows here from new entries of a log: who is in the room, what its conversation says, what is to be sent. */
export class Chronicle {
  readonly #deps: ChronicleDependencies;

  constructor(deps: ChronicleDependencies) {
    this.#deps = deps;
  }

  /** One commit holds the entries and all that follows from them. */
  async take(tx: Work, growth: Growth): Promise<void> {
    const { groups, followUps, unsent } = this.#deps;
    const { roomId, log, taken, whole } = growth;
    const before = groups.row(tx, roomId) ?? emptyGroup(roomId);
    // [M-9] What we asked for is in now, or somebody else was faster.
    const isDecided = before.pending !== null && log.sequence > before.pending.after;
    const pending = isDecided ? null : before.pending;
    const invitedAtMs = this.#invitedAt(taken) ?? before.invitedAtMs;
    const formerName = nameShown(before);
    const { isCatchingUp: wasCatchingUp = before.log === null, ...others } = before;
    const isCatchingUp = wasCatchingUp && log.sequence < whole;
    groups.update(tx, {
      ...others,
      log,
      ...(isCatchingUp ? { isCatchingUp } : {}),
      pending,
      invitedAtMs,
      formerName,
      refused: null,
    });
    const shown = this.#deps.conversations.row(tx, roomId);
    for (const entry of taken) await this.#tell(tx, growth, entry);
    if (!shown || wasCatchingUp) this.#sortByLast(tx, roomId, shown?.sortMs ?? 0);
    this.#raiseVersion(tx, growth);
    followUps.plan(tx, roomId, taken);
    for (const entry of taken) await this.#tellAlarms(tx, roomId, entry);
    // [V-13] [M-14] The relay, or its operator, may pass on what was sealed while they were in.
    if (taken.some(({ ended }) => ended === 'member')) unsent.sealAnew(tx, (room) => room.roomId === roomId);
  }

  #invitedAt(taken: readonly TakenEntry[]): number | undefined {
    const isMe = ({ accountId }: { accountId: AccountId }) => uuid(accountId) === this.#deps.me;
    return taken.findLast(({ change }) => change.type === 'invite' && change.people.some(isMe))?.createdAtMs;
  }

  /** Only what happened while this account was in the room, from joining to the entry that ended it. */
  async #tell(tx: Work, { roomId, log, version }: Growth, entry: TakenEntry): Promise<void> {
    const { groups, conversations, unsent, clock } = this.#deps;
    const wasIn = groups.wasMemberAt(log, entry.sequence - 1);
    const isIn = groups.wasMemberAt(log, entry.sequence);
    if (!wasIn && !isIn) return;
    const known = conversations.row(tx, roomId);
    const row =
      known ?? conversations.begin(tx, { kind: 'group', roomId, roomVersion: version, atMs: clock.now() });
    // [C-12] What the others counted meanwhile was not for this device: counting begins with what comes.
    if (!wasIn) conversations.update(tx, { ...row, open: true, heard: {} });
    const group = groups.row(tx, roomId) ?? emptyGroup(roomId);
    for (const event of eventsOf(entry, group)) this.#append(tx, roomId, event, entry.createdAtMs);
    if (isIn) return;
    const ended = conversations.row(tx, roomId);
    if (ended) conversations.update(tx, { ...ended, open: false });
    await unsent.drop(tx, roomId);
  }

  /**
   * A group that this device hears of now may have been there for years: it goes where it belongs in the list, and does not stand
   * above conversations whose history has come already [D-10].
   *
   * @param sortMs where it stood before these entries: what was written meanwhile keeps it up
   */
  #sortByLast(tx: Work, roomId: string, sortMs: number): void {
    const { conversations, clock } = this.#deps;
    const row = conversations.row(tx, roomId);
    if (!row?.last) return;
    const lastMs = Math.min(row.last.sentAtMs, clock.now());
    conversations.update(tx, { ...row, sortMs: Math.max(sortMs, lastMs) });
  }

  /** [M-3] News of lists, as [C-16]; and of whom nothing is to be doubted here any more. */
  async #tellAlarms(tx: Work, roomId: string, { author, change, ended, lists }: TakenEntry): Promise<void> {
    const { listAlarms } = this.#deps;
    const by = { senderAccountId: uuid(author.accountId), senderDeviceId: uuid(author.deviceId) };
    await listAlarms.told(tx, { roomId, ...by }, { deviceLists: lists });
    if (ended !== 'member') return;
    for (const account of subjectsOf(change, by.senderAccountId)) await listAlarms.left(tx, roomId, account);
  }

  #append(tx: Work, roomId: string, event: GroupEvent, atMs: number): void {
    const { conversations, groups, clock } = this.#deps;
    const row = conversations.row(tx, roomId);
    if (!row) return;
    const { index } = conversations.append(tx, row, groupNotice(event, row, atMs), clock.now());
    const group = groups.row(tx, roomId);
    if (!group || event.notice !== 'group-renamed') return;
    groups.update(tx, { ...group, unnamedNotice: event.change.name === '' ? index : null });
  }

  #raiseVersion(tx: Work, { roomId, version }: Growth): void {
    const row: Conversation | undefined = this.#deps.conversations.row(tx, roomId);
    if (row && version > row.roomVersion) {
      this.#deps.conversations.update(tx, { ...row, roomVersion: version });
    }
  }
}

/** How an entry is told; who became owner by somebody's going is told apart. */
function eventsOf({ author, change, ended, newOwnerId }: TakenEntry, group: Group): readonly GroupEvent[] {
  const actorId = uuid(author.accountId);
  const event = (notice: GroupNotice, subjectIds: readonly string[] = [], name = ''): GroupEvent => ({
    notice,
    change: { actorId, subjectIds, name },
  });
  const told = toldOf(change, ended);
  const subjects = subjectsOf(change, actorId);
  const named = change.type === 'create' || change.type === 'rename';
  const inForce = nameInForce(group);
  const isItsName = named && inForce && equal(inForce.hash, change.nameHash);
  const first = event(told, subjects, isItsName ? shownName(inForce.name) : '');
  const moved = newOwnerId !== null && (change.type === 'leave' || change.type === 'expel');
  return moved ? [first, event('owner-changed', [uuid(newOwnerId)])] : [first];
}

function toldOf({ type }: MembershipChange, ended: TakenEntry['ended']): GroupNotice {
  switch (type) {
    case 'create':
      return 'group-created';
    case 'invite':
      return 'member-invited';
    case 'accept':
      return 'member-joined';
    case 'decline':
      return 'invitation-declined';
    case 'leave':
      return 'member-left';
    case 'remove':
      return ended === 'invited' ? 'invitation-withdrawn' : 'member-removed';
    case 'rename':
      return 'group-renamed';
    case 'hand-over':
      return 'owner-changed';
    case 'expel':
      return 'member-gone';
  }
}

function subjectsOf(change: MembershipChange, actorId: string): readonly string[] {
  switch (change.type) {
    case 'invite':
      return change.people.map(({ accountId }) => uuid(accountId));
    case 'accept':
    case 'decline':
    case 'leave':
      return [actorId];
    case 'remove':
    case 'hand-over':
    case 'expel':
      return [uuid(change.accountId)];
    case 'create':
    case 'rename':
      return [];
  }
}
