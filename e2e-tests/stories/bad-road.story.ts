import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { badRoad } from '../src/bad-road.ts';
import { HeadlessPerson } from '../src/headless.ts';
import { PersonalNetwork } from '../src/network.ts';
import { Stack } from '../src/stack.ts';

/** Each way; the long run sets more. */
const MESSAGES = Number(process.env['TACET_ROAD_MESSAGES'] ?? 200);
const SEED = Number(process.env['TACET_SEED'] ?? Date.now() % 1_000_000);

const byTheOther = ({ mine }: { mine: boolean }): boolean => !mine;

/** Frames between two people and the relay are duplicated, overtaken and lost; sockets break. */
describe(`On a bad road (TACET_SEED=${SEED})`, () => {
  let stack: Stack;
  let alice: HeadlessPerson;
  let bob: HeadlessPerson;
  let roads: PersonalNetwork[];

  beforeAll(async () => {
    stack = await Stack.start();
    roads = await Promise.all(
      [SEED, SEED + 1].map((seed) => PersonalNetwork.open(stack.nextAddress(), stack.port, badRoad(seed))),
    );
    alice = await HeadlessPerson.arrives(stack, 'Alice', roads[0]);
    bob = await HeadlessPerson.arrives(stack, 'Bob', roads[1]);
  });

  afterAll(async () => {
    await alice?.leaves();
    await bob?.leaves();
    await Promise.all(roads?.map((road) => road.cut()) ?? []);
    await stack?.dispose();
  });

  test(`${MESSAGES} messages each way arrive once, in the order they were written`, async () => {
    await Promise.all([alice.signsUp(), bob.signsUp()]);
    const room = await alice.befriends(bob);
    const numbers = Array.from({ length: MESSAGES }, (_, i) => i + 1);
    await Promise.all(
      [alice, bob].map(async (person) => {
        for (const number of numbers) await person.writes(room, `${person.username} ${number}`);
      }),
    );
    for (const [reader, writer] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const read = await reader.untilReads(
        room,
        'has everything',
        (all) => all.filter(byTheOther).length >= MESSAGES,
      );
      expect(read.filter(byTheOther).map(({ body }) => body)).toEqual(
        numbers.map((number) => `${writer.username} ${number}`),
      );
    }
  });
});
