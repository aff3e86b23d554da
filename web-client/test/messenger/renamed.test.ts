import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { MessageView, Person } from '../../src/messenger/port.ts';
import { DirectoryChanged_Topic as Topic } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const told = async (who: Someone): Promise<readonly MessageView['change'][]> => {
  const all = await who.does('messages', { roomId: who.conversation.roomId, fromIndex: 0, count: 200 });
  return all.filter(({ notice }) => notice === 'name-changed').map(({ change }) => change);
};

describe('[C-20] a friend with another first or last name', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  const calledNow = async (change: Partial<Person>): Promise<void> => {
    const person = world.social.people.get(bob.accountId);
    if (person) world.social.people.set(bob.accountId, { ...person, ...change });
    await refreshes();
    await alice.sees('it', () => {
      const { firstName, lastName, about } = alice.conversation.person;
      const now = world.social.people.get(bob.accountId);
      return firstName === now?.firstName && lastName === now.lastName && about === now.about;
    });
  };

  const refreshes = async (): Promise<void> => {
    world.social.onChanged(Topic.ROOMS, [alice.accountId], null);
    // Something that is read in the same answer.
    await alice.does('lookUp', { username: 'bob' });
  };

  const says = (former: string, name: string): MessageView['change'] => ({
    actorId: bob.accountId,
    subjectIds: [bob.accountId],
    name,
    former,
  });

  it('is told of once, and nothing is unread for it', async () => {
    const { sortMs } = alice.conversation;
    await calledNow({ firstName: 'Bob', lastName: 'Miller' });
    expect(await told(alice)).toEqual([says('bob', 'Bob Miller')]);
    expect(alice.conversation).toMatchObject({ unread: 0, sortMs });
    await refreshes();
    await calledNow({ about: 'Hello' });
    await alice.closesTheBrowser();
    await alice.unlocks();
    expect(await told(alice)).toHaveLength(1);
    await bob.writes('That is my name');
    await alice.hasRead(['That is my name']);
    await calledNow({ firstName: 'Carol', lastName: 'Smith' });
    expect(await told(alice)).toEqual([says('bob', 'Bob Miller'), says('Bob Miller', 'Carol Smith')]);
  });

  it('fills no line with it', async () => {
    await calledNow({ firstName: '🙂'.repeat(5_000) });
    expect((await told(alice))[0]?.name).toBe('🙂'.repeat(129));
  });
});
