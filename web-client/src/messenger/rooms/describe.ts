import type { Conversations } from '../conversations/conversations.ts';
import { groupNotice } from '../conversations/notice.ts';
import type { Person } from '../port.ts';
import type { RoomEntry } from '../ports/api.ts';
import type { Clock } from '../ports/platform.ts';
import type { Ledger } from '../vault/ledger.ts';
import type { Work } from '../vault/work.ts';
import type { Groups } from './groups.ts';
import type { Group } from './records.ts';

export interface DescribeDependencies {
  readonly ledger: Ledger;
  readonly groups: Groups;
  readonly conversations: Conversations;
  readonly clock: Clock;
}

/** What the service says of a group beside its log: how people are called, and whose account is no more. */
export class Describe {
  readonly #deps: DescribeDependencies;

  constructor(deps: DescribeDependencies) {
    this.#deps = deps;
  }

  /** Of a group that was verified; of others nothing is kept. */
  async take(entry: RoomEntry): Promise<void> {
    const before = this.#deps.groups.get(entry.roomId);
    if (!before?.log || !this.#isNews(before, entry)) return;
    await this.#deps.ledger.transact((tx) => {
      const group = this.#deps.groups.row(tx, entry.roomId);
      if (group) this.#take(tx, group, entry);
    });
  }

  #take(tx: Work, group: Group, { roomId, version, members, group: told }: RoomEntry): void {
    const { groups, conversations, clock } = this.#deps;
    const people = { ...group.people, ...named([...members, ...(told?.invited ?? [])]) };
    const gone = told?.gone ?? [];
    groups.update(tx, { ...group, people, gone });
    const row = conversations.row(tx, roomId);
    if (row && version > row.roomVersion) conversations.update(tx, { ...row, roomVersion: version });
    for (const account of gone.filter((each) => !group.gone.includes(each))) {
      const now = conversations.row(tx, roomId);
      const change = { actorId: account, subjectIds: [account], name: '' };
      if (now?.open) {
        const event = { notice: 'member-gone', change } as const;
        conversations.append(tx, now, groupNotice(event, now, clock.now()), clock.now());
      }
    }
  }

  #isNews(group: Group, { roomId, version, members, group: told }: RoomEntry): boolean {
    const row = this.#deps.conversations.get(roomId);
    const all = named([...members, ...(told?.invited ?? [])]);
    const isKnown = (person: Person) =>
      JSON.stringify(group.people[person.accountId]) === JSON.stringify(person);
    return (
      (row !== undefined && version > row.roomVersion) ||
      JSON.stringify(group.gone) !== JSON.stringify(told?.gone ?? []) ||
      !Object.values(all).every(isKnown)
    );
  }
}

const named = (people: readonly Person[]): Readonly<Record<string, Person>> =>
  Object.fromEntries(people.map((person) => [person.accountId, person]));
