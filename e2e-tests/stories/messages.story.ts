import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { becomeFriends, Person } from '../src/person.ts';
import { sharedStack } from '../src/shared-stack.ts';
import type { Stack } from '../src/stack.ts';

describe('Alice and Bob', () => {
  let stack: Stack;
  let alice: Person;
  let bob: Person;

  beforeAll(async () => {
    stack = await sharedStack();
    [alice, bob] = await Promise.all([Person.arrives(stack, 'Alice'), Person.arrives(stack, 'Bob')]);
    await Promise.all([alice.signsUp(), bob.signsUp()]);
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
  });

  test('become friends and write to each other, up to Read', async () => {
    await becomeFriends(alice, bob);
    await alice.writes('Are you there?');
    await bob.sees('Are you there?');
    await alice.sees('Are you there?', 'Read');
    await bob.writes('I am. Hello Alice!');
    await alice.sees('I am. Hello Alice!');
    await bob.sees('I am. Hello Alice!', 'Read');
  });

  test('a message to somebody who is away is sent, then delivered, then read', async () => {
    await bob.network.cut();
    await alice.writes('For when you are back');
    await alice.sees('For when you are back', 'Sent');
    await bob.network.mend();
    await bob.seesOnce('For when you are back');
    await alice.sees('For when you are back', 'Read');
  });

  test('what is written without a network waits visibly and goes out by itself', async () => {
    await alice.network.cut();
    await alice.writes('Written in a tunnel');
    await alice.sees('Written in a tunnel', 'Sending');
    await alice.network.mend();
    await bob.seesOnce('Written in a tunnel');
    await alice.sees('Written in a tunnel', 'Read');
  });

  test('after a reload the vault is opened with the password, and only with it', async () => {
    await bob.page.reload();
    await bob.isAskedToUnlock();
    await bob.unlocks('not my password at all');
    await bob.isTold(/password/i);
    await bob.unlocks();
    await bob.isHome();
    await bob.opensConversationWith(alice);
    await bob.sees('Are you there?');
  });

  test('reload and unlock work without a network', async () => {
    await bob.network.cut();
    await bob.page.reload();
    await bob.unlocks();
    await bob.isHome();
    await bob.opensConversationWith(alice);
    await bob.sees('Are you there?');
    await bob.network.mend();
    await alice.writes('Back online?');
    await bob.seesOnce('Back online?');
  });

  test('a second tab is open like the first, and stays when the first is closed', async () => {
    const first = bob.page;
    await bob.opensTacet();
    await bob.isHome();
    await bob.opensConversationWith(alice);
    await alice.writes('Which tab?');
    await bob.seesOnce('Which tab?');
    await first.close();
    await bob.writes('The second one');
    await alice.seesOnce('The second one');
  });

  test('nothing went wrong in either page that nobody noticed', () => {
    const unexpected = [...alice.problems, ...bob.problems].filter(
      (problem) => !/ERR_CONNECTION|ERR_EMPTY|WebSocket|401/.test(problem),
    );
    expect(unexpected).toEqual([]);
  });
});
