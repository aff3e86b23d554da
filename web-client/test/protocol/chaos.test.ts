import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { badWeather, withNewSessions, withRollbacks, World, type Event } from './chaos-world.ts';

const numRuns = Number(process.env['TACET_PROPERTY_RUNS'] ?? 40);
/** An offer and an answer that are lost come again within ten messages each, [Q-8]. */
const ROUNDS_FOR_A_STEP = 25;
const DAY: Event = { kind: 'a day passes' };

/** A seed that a failure prints repeats the run to the byte. */
async function property(
  event: fc.Arbitrary<Event>,
  maxLength: number,
  then: (world: World) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength }), fc.string(), async (events, seed) => {
      const world = await World.create(seed);
      for (const each of events) {
        await world.happen(each);
      }
      await then(world);
      expect(world.ledger.sealed).toBeGreaterThan(0);
      expect(world.ledger.repeated).toBe(0);
    }),
    { numRuns },
  );
}

describe('Two devices on a bad day', () => {
  it('[R-1] show every delivered message once, agree in the end, and never reuse a key and nonce', async () => {
    await property(withNewSessions, 60, async (world) => {
      await world.clear(3);
      expect(world.sides[0].activeId).toBe(world.sides[1].activeId);
    });
  }, 600_000);

  it('[Q-8] complete a post-quantum step whenever the weather clears, and one more every day', async () => {
    let most = 0;
    await property(badWeather, 150, async (world) => {
      const before = world.epoch ?? 0;
      await world.clear(ROUNDS_FOR_A_STEP);
      let epoch = world.epoch ?? 0;
      expect(epoch).toBeGreaterThan(before);
      for (let day = 0; day < 3; day += 1) {
        await world.happen(DAY);
        await world.clear(4);
        expect(world.epoch).toBeGreaterThan(epoch);
        epoch = world.epoch ?? 0;
      }
      most = Math.max(most, epoch);
    });
    expect(most).toBeGreaterThan(5);
  }, 600_000);

  it('[S-9] after restored profiles too: mended by new sessions, no key and nonce used again', async () => {
    await property(withRollbacks, 60, async (world) => {
      await world.clear(ROUNDS_FOR_A_STEP);
      expect(world.sides[0].activeId).toBe(world.sides[1].activeId);
      expect(world.epoch).toBeGreaterThan(0);
      await world.speak();
    });
  }, 600_000);
});
