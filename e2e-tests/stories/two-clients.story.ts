import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badRoad } from '../src/bad-road.ts';
import { HeadlessPerson } from '../src/headless.ts';
import { JavaPerson } from '../src/java-person.ts';
import { PersonalNetwork } from '../src/network.ts';
import { Person } from '../src/person.ts';
import { sharedStack } from '../src/shared-stack.ts';
import type { Stack } from '../src/stack.ts';

/** Each way on the bad road; `./tacet verify` sets more. */
const MESSAGES = Number(process.env['TACET_ROAD_MESSAGES'] ?? 150);
/** A client is killed after so many messages of its own. */
const KILLED_EVERY = Math.max(60, Math.floor(MESSAGES / 10));
const SEED = Number(process.env['TACET_SEED'] ?? Date.now() % 1_000_000);
const ALLOWED_MS = 60_000 + MESSAGES * 200;

/** Two implementations that share nothing but the specification. */
describe('The client in the browser and the client for Java', () => {
  let stack: Stack;
  const networks: PersonalNetwork[] = [];

  beforeAll(async () => {
    stack = await sharedStack();
  });

  afterAll(async () => {
    await Promise.all(networks.map((network) => network.cut()));
  });

  async function road(seed?: number): Promise<PersonalNetwork> {
    const way = seed === undefined ? undefined : badRoad(seed);
    const network = await PersonalNetwork.open(stack.nextAddress(), stack.port, way);
    networks.push(network);
    return network;
  }

  test('Alice in her browser and Bob with his Java program talk, up to Read', async () => {
    const [alice, bob] = [
      await Person.arrives(stack, 'Alice'),
      await JavaPerson.arrives(stack, 'Bob', await road()),
    ];
    try {
      await Promise.all([alice.signsUp(), bob.signsUp()]);
      await bob.befriends(alice.username);
      await alice.accepts(bob.username);
      await alice.opensConversationWith({ firstName: bob.username });
      await alice.writes('Hello from a browser');
      await bob.untilReads(
        alice.username,
        'reads Alice',
        (all) => all.at(-1)?.text === 'Hello from a browser',
      );
      await bob.writes(alice.username, 'Hello from Java');
      await alice.seesOnce('Hello from Java');
      await alice.sees('Hello from a browser', 'Read');
      await bob.untilReads(alice.username, 'is read', (all) => all.at(-1)?.state === 'read');
      expect(await alice.safetyNumber()).toBe(await bob.safetyNumber(alice.username));
    } finally {
      await alice.leaves();
      await bob.leaves();
    }
  });

  test(
    `${MESSAGES} messages each way on bad roads, with kills of either side, arrive once and in order (TACET_SEED=${SEED})`,
    async () => {
      const carol = await HeadlessPerson.arrives(stack, 'Carol', await road(SEED));
      const dave = await JavaPerson.arrives(stack, 'Dave', await road(SEED + 1));
      try {
        await Promise.all([carol.signsUp(), dave.signsUp()]);
        await dave.befriends(carol.username);
        const room = await carol.accepts(dave.username);
        const numbers = Array.from({ length: MESSAGES }, (_, i) => i + 1);
        await Promise.all([
          inTurn(
            numbers,
            (text) => carol.writes(room, text),
            () => carol.crashesAndReturns(),
          ),
          inTurn(
            numbers,
            (text) => dave.writes(carol.username, text),
            () => dave.crashesAndReturns(),
          ),
        ]);
        const atCarols = await carol.untilReads(
          room,
          'has everything',
          (all) => all.filter(({ mine }) => !mine).length >= MESSAGES,
          ALLOWED_MS,
        );
        const atDaves = await dave.untilReads(
          carol.username,
          'has everything',
          (all) => all.filter(({ mine, kind }) => !mine && kind === 'text').length >= MESSAGES,
          ALLOWED_MS,
        );
        const expected = numbers.map((number) => `Number ${number}`);
        expect(atCarols.filter(({ mine }) => !mine).map(({ body }) => body)).toEqual(expected);
        expect(atDaves.filter(({ mine }) => !mine).map(({ text }) => text)).toEqual(expected);
        expect(atCarols.filter(({ mine }) => mine).map(({ body }) => body)).toEqual(expected);
        expect(atDaves.filter(({ mine }) => mine).map(({ text }) => text)).toEqual(expected);
      } finally {
        await carol.leaves();
        await dave.leaves();
      }
    },
    ALLOWED_MS * 3,
  );
});

async function inTurn(
  numbers: readonly number[],
  write: (text: string) => Promise<void>,
  crash: () => Promise<void>,
): Promise<void> {
  for (const number of numbers) {
    await write(`Number ${number}`);
    if (number % KILLED_EVERY === 0) await crash();
  }
}
