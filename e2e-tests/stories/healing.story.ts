import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HeadlessPerson } from '../src/headless.ts';
import { sharedStack } from '../src/shared-stack.ts';
import type { Stack } from '../src/stack.ts';

const bodies = (messages: readonly { body: string }[]) => messages.map(({ body }) => body).join();

/** Real clients, services and Redis: what one device lost, another gives back. */
describe('A message that could not be read', () => {
  let stack: Stack;
  let alice: HeadlessPerson;
  let bob: HeadlessPerson;
  let room: string;

  beforeAll(async () => {
    stack = await sharedStack();
    [alice, bob] = await Promise.all([
      HeadlessPerson.arrives(stack, 'Alice'),
      HeadlessPerson.arrives(stack, 'Bob'),
    ]);
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    room = await alice.befriends(bob);
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
  });

  test('is asked for through the relay, and mended in its place', async () => {
    await alice.writes(room, 'one');
    await bob.untilReads(room, 'has the first', (messages) => bodies(messages) === 'one');
    await bob.leaves();
    bob.loses('sessions');
    for (const body of ['two', 'three']) await alice.writes(room, body);
    await alice.untilReads(room, 'has sent both', (messages) =>
      messages.every(({ state }) => state !== 'sending'),
    );
    await bob.crashesAndReturns();
    const mended = await bob.untilReads(
      room,
      'has all three',
      (messages) => bodies(messages) === 'one,two,three',
    );
    expect(mended.map(({ state }) => state)).toEqual(['received', 'received', 'received']);
    await alice.untilReads(room, 'hears that they were delivered', (messages) =>
      messages.every(({ state }) => state === 'delivered'),
    );
    const { repairs } = await bob.asks('securityDetails', { accountId: alice.accountId });
    expect(repairs).toBe(1);
    await bob.writes(room, 'four');
    await alice.untilReads(room, 'goes on', (messages) => bodies(messages) === 'one,two,three,four');
  });
});
