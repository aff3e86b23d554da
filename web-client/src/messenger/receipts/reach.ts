import { equal } from '../../bytes/index.ts';
import { accountId, fromUuid, uuid, type VerifiedLog } from '../../protocol/index.ts';
import type { Conversations } from '../conversations/conversations.ts';
import { reachOf, type Audience, type StoredMessage } from '../conversations/records.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Work } from '../vault/work.ts';

export interface ReachDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly groups: Groups;
}

/** How far an own message came in a group: delivered when all have it whom it was encrypted for, read when all have read it. */
export class Reach {
  readonly #deps: ReachDependencies;

  constructor(deps: ReachDependencies) {
    this.#deps = deps;
  }

  /**
   * It was encrypted, perhaps not for the first time, for those who are in the group now; by another own device [D-8] for
   * those of its log.
   *
   * @param theirs length of that log
   */
  async sealed(tx: Work, roomId: string, index: number, theirs = Infinity): Promise<void> {
    const { conversations, groups } = this.#deps;
    const group = groups.row(tx, roomId);
    const message = group?.log && (await conversations.at(tx, roomId, index));
    if (!group?.log || !message) return;
    const { log, gone } = group;
    const before = message.audience;
    const sequence = Math.min(theirs, log.sequence);
    const states = this.#others(log, sequence).map((account) =>
      gone.includes(account) ? 'x' : before ? this.#stateOf(log, before, account) : 's',
    );
    conversations.replace(tx, { ...message, audience: { sequence, states: states.join('') } });
  }

  /** Somebody says that it came, or was read. */
  heard(tx: Work, message: StoredMessage, by: string, kind: 'delivered' | 'read'): void {
    const { conversations, groups } = this.#deps;
    const log = groups.row(tx, message.roomId)?.log;
    const { audience } = message;
    const at = log && audience ? this.#others(log, audience.sequence).indexOf(by) : -1;
    if (!audience || at < 0 || audience.states[at] === 'r') return;
    const letter = kind === 'read' ? 'r' : 'd';
    if (audience.states[at] === letter) return;
    const states = audience.states.slice(0, at) + letter + audience.states.slice(at + 1);
    const heard = { ...message, audience: { ...audience, states } };
    conversations.replace(tx, heard);
    const { of, delivered, read } = reachOf(heard.audience);
    if (read === of) conversations.raise(tx, heard, 'read');
    else if (delivered === of) conversations.raise(tx, heard, 'delivered');
  }

  #stateOf(log: VerifiedLog, { sequence, states }: Audience, account: string): string {
    const at = this.#others(log, sequence).indexOf(account);
    const state = states[at];
    return state === 'd' || state === 'r' ? state : 's';
  }

  /** The members at that entry without this account, in ascending order. */
  #others(log: VerifiedLog, sequence: number): readonly string[] {
    const own = accountId(fromUuid(this.#deps.me));
    const were = log.former.filter(({ since, until }) => since <= sequence && sequence < until);
    const are = log.members.filter(({ since }) => since <= sequence);
    const others = [...are, ...were].filter((member) => !equal(member.accountId, own));
    return others.map((member) => uuid(member.accountId)).toSorted();
  }
}
