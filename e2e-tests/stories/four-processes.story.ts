import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HeadlessPerson } from '../src/headless.ts';
import { memoryOf } from '../src/memory.ts';
import { Stack } from '../src/stack.ts';

/** `mem_limit` in docker-compose.yml; the relay has more there, for people who read slowly. */
const CONTAINER_MIB = 384;

/** So that nothing grows to need one JVM. */
describe('Against four separate processes', () => {
  let stack: Stack;
  let alice: HeadlessPerson;
  let bob: HeadlessPerson;

  beforeAll(async () => {
    stack = await Stack.start('processes');
    [alice, bob] = await Promise.all([
      HeadlessPerson.arrives(stack, 'Alice'),
      HeadlessPerson.arrives(stack, 'Bob'),
    ]);
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await stack?.dispose();
  });

  test('Alice and Bob sign up, become friends and talk, up to Read', async () => {
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    const room = await alice.befriends(bob);
    await bob.asks('focus', { roomId: room, active: true });
    for (const body of ['one', 'two', 'three']) await alice.writes(room, body);
    const received = await bob.untilReads(room, 'has all three', (messages) => messages.length === 3);
    expect(received.map(({ body }) => body)).toEqual(['one', 'two', 'three']);
    await alice.untilReads(room, 'sees them read', (messages) =>
      messages.every(({ state }) => state === 'read'),
    );
    await bob.writes(room, 'four');
    await alice.untilReads(room, 'has the answer', (messages) => messages.at(-1)?.body === 'four');
  });

  test('none of them takes more memory than a container lets it have', async () => {
    const all = Object.entries(await memoryOf(stack.pid));
    // What starts them is no service.
    const services = all.filter(([name]) => !name.startsWith('tacet-standalone'));
    const names = new Set(services.map(([name]) => name.split('-')[1]));
    expect(names).toEqual(new Set(['auth', 'social', 'relay', 'gateway']));
    for (const [name, mebibytes] of services) expect.soft(mebibytes, name).toBeLessThan(CONTAINER_MIB);
  });
});
