import { isAboutUsername } from '../alarms/alarms.ts';
import type { Bearers, Conversations } from '../conversations/conversations.ts';
import { groupNotice } from '../conversations/notice.ts';
import { isShared, type Told, type Usernames } from '../people/usernames.ts';
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
  readonly usernames: Usernames;
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
    if (!before?.log) return;
    const { ledger, groups, conversations, usernames } = this.#deps;
    const told = [...entry.members, ...(entry.group?.invited ?? [])];
    const people = { told, kept: usernames.kept(told) };
    if (!this.#isNews(before, entry, people, conversations.bearers())) return;
    await ledger.transact(async (tx) => {
      const group = groups.row(tx, entry.roomId);
      if (!group) return;
      this.#take(tx, group, entry, people);
      await usernames.judge(tx, entry.roomId, people, conversations.bearers(tx));
    });
  }

  #take(tx: Work, group: Group, { roomId, version, group: told }: RoomEntry, { kept }: Told): void {
    const { groups, conversations, clock } = this.#deps;
    const people = { ...group.people, ...named(kept) };
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

  #isNews(
    group: Group,
    { roomId, version, group: state }: RoomEntry,
    { told, kept }: Told,
    bearers: Bearers,
  ): boolean {
    const row = this.#deps.conversations.get(roomId);
    const isKnown = (person: Person) =>
      JSON.stringify(group.people[person.accountId]) === JSON.stringify(person);
    return (
      (row !== undefined && version > row.roomVersion) ||
      JSON.stringify(group.gone) !== JSON.stringify(state?.gone ?? []) ||
      !kept.every(isKnown) ||
      kept.some((person, at) => person !== told[at] || isShared(bearers, person)) ||
      row?.standing?.some(isAboutUsername) === true
    );
  }
}

const named = (people: readonly Person[]): Readonly<Record<string, Person>> =>
  Object.fromEntries(people.map((person) => [person.accountId, person]));
