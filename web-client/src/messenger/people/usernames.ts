import { normaliseUsername } from '../../protocol/index.ts';
import { aboutUsername, isAboutUsername, type Alarms } from '../alarms/alarms.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Person } from '../port.ts';
import type { Groups } from '../rooms/groups.ts';
import type { Work } from '../vault/work.ts';

/** Code of the alarm: limits.md. */
const OTHER_USERNAME = 'username-changed';

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

  /** Compares what the service told of the people of a conversation with what was kept of it, and says so there. */
  async judge(tx: Work, roomId: string, told: readonly Person[], kept: readonly Person[]): Promise<void> {
    const { me, conversations, alarms } = this.#deps;
    const others = told.filter((person, at) => person.accountId !== me && isRenamed(kept[at], person));
    const about = new Set(others.map(({ accountId }) => aboutUsername(accountId)));
    await alarms.over(tx, roomId, (alarm) => isAboutUsername(alarm) && !about.has(alarm.about));
    if (!conversations.row(tx, roomId)?.open) return;
    for (const person of others) alarms.renamed(tx, roomId, OTHER_USERNAME, person);
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

/** The person as told. With another username it is somebody else's description: nothing of it is taken. */
function asKnown(known: Person | undefined, told: Person): Person {
  const isNameless = told.username === '' && known !== undefined;
  return known && (isNameless || isRenamed(known, told)) ? known : told;
}

function isRenamed(known: Person | undefined, { username }: Person): boolean {
  if (!known || known.username === '' || username === '') return false;
  return normaliseUsername(known.username) !== normaliseUsername(username);
}
