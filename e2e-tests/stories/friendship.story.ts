import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Person } from '../src/person.ts';
import { sharedStack } from '../src/shared-stack.ts';
import type { Stack } from '../src/stack.ts';

describe('Alice, Bob and Mallory', () => {
  let stack: Stack;
  let alice: Person;
  let bob: Person;
  let mallory: Person;

  beforeAll(async () => {
    stack = await sharedStack();
    [alice, bob, mallory] = await Promise.all([
      Person.arrives(stack, 'Alice'),
      Person.arrives(stack, 'Bob'),
      Person.arrives(stack, 'Mallory'),
    ]);
    await Promise.all([alice.signsUp(), bob.signsUp(), mallory.signsUp()]);
  });

  afterAll(async () => {
    await Promise.all([alice?.leaves(), bob?.leaves(), mallory?.leaves()]);
  });

  test('requests that make no sense are refused in words', async () => {
    await alice.asks(alice.username);
    await alice.isTold(/your own|yourself/i);
    await alice.closesDialog();
    await alice.asks('nobody.of.that.name');
    await alice.isTold(/no one|nobody|not found|find/i);
    await alice.closesDialog();
  });

  test('a request waits at both sides, and is not sent twice', async () => {
    await alice.asks(bob.username);
    await alice.requestTo(bob.username).waitFor();
    await bob.requestFrom(alice.username).waitFor();
    await alice.asks(bob.username);
    await alice.isTold(/already/i);
    await alice.closesDialog();
  });

  test('a declined request disappears at the one who declined', async () => {
    await bob.declines(alice.username);
    await bob.requestFrom(alice.username).waitFor({ state: 'detached' });
  });

  test('asking somebody who has asked makes friends at once', async () => {
    await mallory.asks(bob.username);
    await bob.requestFrom(mallory.username).waitFor();
    await bob.asks(mallory.username);
    await bob.conversationWith(mallory).waitFor();
    await mallory.conversationWith(bob).waitFor();
  });

  test('a friend can be blocked: the conversation closes for both, and nothing arrives any more', async () => {
    await bob.opensConversationWith(mallory);
    await bob.page.getByRole('button', { name: 'Details' }).click();
    await bob.page.getByRole('button', { name: 'Block' }).click();
    await bob.confirms('Block');
    await bob.page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'hidden' });
    await mallory.opensConversationWith(bob);
    await mallory.page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'hidden' });
  });

  test('nobody saw an error that was not told', () => {
    expect(
      [...alice.problems, ...bob.problems, ...mallory.problems].filter((problem) => !/40[0-9]/.test(problem)),
    ).toEqual([]);
  });
});
