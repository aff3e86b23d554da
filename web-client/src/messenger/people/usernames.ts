import { normaliseUsername } from '../../protocol/index.ts';
import { aboutUsername, isAboutUsername, type Alarms, type UsernameAlarm } from '../alarms/alarms.ts';
import type { Bearers, Conversations } from '../conversations/conversations.ts';
import type { Alarm } from '../conversations/records.ts';
import type { Person } from '../port.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Work } from '../vault/work.ts';

/** Code of the alarm: limits.md. */
const OTHER_USERNAME = 'username-changed';

/** People as the service tells of them, and the same ones as this device knows them. */
export interface Told {
  readonly told: readonly Person[];
  readonly kept: readonly Person[];
}

export interface UsernamesDependencies {
  readonly me: string;
  readonly conversations: Conversations;
  readonly groups: Pick<Groups, 'table'>;
  readonly alarms: Alarms;
  /** People of whom there is neither a conversation nor a group, as they are known. */
  readonly met: () => readonly Person[];
}

/** [C-20] Who is called how: an account keeps the username under which this device heard of it first. */
export class Usernames {
  readonly #deps: UsernamesDependencies;

  constructor(deps: UsernamesDependencies) {
    this.#deps = deps;
  }

  /** People as the service tells of them now, or as they are known where it gives them other usernames. */
  kept(told: readonly Person[]): readonly Person[] {
    const friends = this.#deps.conversations.friends();
    return told.map((person) => asKnown(this.#known(friends, person.accountId), person));
  }

  /**
   * Compares what the service told of the people of a conversation with what was kept of it and how friends are called, and
   * says so there.
   */
  async judge(tx: Work, roomId: string, { told, kept }: Told, bearers: Bearers): Promise<void> {
    const { me, conversations, alarms } = this.#deps;
    const others = told.filter(({ accountId }) => accountId !== me);
    const renamed = others.filter((person) => isRenamed(find(kept, person), person));
    const known = others.map((person) => find(kept, person) ?? person);
    const isOpen = conversations.row(tx, roomId)?.open === true;
    const shared = isOpen ? known.filter((person) => isShared(bearers, person)) : [];
    // [C-20] Without a username nothing is said of it.
    const namedOtherwise = [...renamed, ...others.filter(({ username }) => username === '')];
    const stands = new Set([...about('username-alarm', namedOtherwise), ...about('username-shared', shared)]);
    const isTold = (alarm: Alarm) => others.some(({ accountId }) => alarm.about.endsWith(accountId));
    const ended = (alarm: Alarm) => isAboutUsername(alarm) && !stands.has(alarm.about);
    await alarms.untold(tx, roomId, (alarm) => ended(alarm) && !isTold(alarm));
    await alarms.over(tx, roomId, ended);
    if (!isOpen) return;
    for (const person of renamed) alarms.username(tx, roomId, OTHER_USERNAME, 'username-alarm', person);
    for (const person of shared) alarms.username(tx, roomId, OTHER_USERNAME, 'username-shared', person);
  }

  #known(friends: ReadonlyMap<string, Person>, accountId: string): Person | undefined {
    const friend = friends.get(accountId);
    if (friend) return friend;
    for (const { people } of this.#deps.groups.table.all()) {
      const person = people[accountId];
      if (person && person.username !== '') return person;
    }
    return this.#deps.met().find((person) => person.accountId === accountId);
  }
}

const about = (kind: UsernameAlarm, people: readonly Person[]): readonly string[] =>
  people.map(({ accountId }) => aboutUsername(kind, accountId));

const find = (people: readonly Person[], { accountId }: Person): Person | undefined =>
  people.find((person) => person.accountId === accountId);

/** Whether somebody else who is a friend is called like that. */
export function isShared(bearers: Bearers, { accountId, username }: Person): boolean {
  const others = username === '' ? undefined : bearers.get(normaliseUsername(username));
  return others !== undefined && (others.size > 1 || !others.has(accountId));
}

/** The person as told. With another username it is somebody else's description: nothing of it is taken. */
function asKnown(known: Person | undefined, told: Person): Person {
  const isNameless = told.username === '' && known !== undefined;
  return known && (isNameless || isRenamed(known, told)) ? known : told;
}

function isRenamed(known: Person | undefined, { username }: Person): boolean {
  if (!known || known.username === '' || username === '') return false;
  return normaliseUsername(known.username) !== normaliseUsername(username);
}
