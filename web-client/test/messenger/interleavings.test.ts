import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import type { SendFault } from './world/relay-double.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

type Side = 'alice' | 'bob';

/** One thing that happens; whatever else is going on goes on meanwhile. */
type Happening =
  | { readonly what: 'writes' | 'power cut' | 'looks' | 'locks'; readonly who: Side }
  | { readonly what: 'network'; readonly up: boolean }
  | { readonly what: 'relay'; readonly fault: SendFault }
  | { readonly what: 'time'; readonly ms: number };

const side = fc.constantFrom<Side>('alice', 'bob');
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constant('writes' as const), who: side }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constantFrom('power cut' as const, 'locks' as const), who: side }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('looks' as const), who: side }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('network' as const), up: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('relay' as const),
      fault: fc.constantFrom<SendFault>('lose', 'lose-answer', 'try-later', 'disconnect'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 30 }) }),
  },
);

class Story {
  readonly world: World;
  readonly people: Readonly<Record<Side, Someone>>;
  readonly written: Record<Side, string[]> = { alice: [], bob: [] };

  constructor(world: World, alice: Someone, bob: Someone) {
    this.world = world;
    this.people = { alice, bob };
  }

  async happens(event: Happening): Promise<void> {
    switch (event.what) {
      case 'writes':
        return this.#writes(event.who);
      case 'power cut':
        await this.people[event.who].crashes();
        return this.#comesBack(event.who);
      case 'locks':
        await this.people[event.who].does('lock', {});
        return this.#comesBack(event.who);
      case 'looks':
        return this.people[event.who].looks();
      case 'network':
        this.world.relay.down = !event.up;
        if (!event.up) this.world.relay.drop();
        return;
      case 'relay':
        this.world.relay.faults.push(event.fault);
        return;
      case 'time':
        await new Promise((resolve) => setTimeout(resolve, event.ms));
    }
  }

  async #writes(who: Side): Promise<void> {
    const body = `${who} ${this.written[who].length + 1}`;
    await this.people[who].writes(body);
    // Only what the command promised to have stored counts.
    this.written[who].push(body);
  }

  async #comesBack(who: Side): Promise<void> {
    const person = this.people[who];
    await person.does('unlock', { password: PASSWORD });
    await person.sees('the conversation', ({ conversations }) => conversations.length === 1);
  }

  async endsWell(): Promise<void> {
    this.world.relay.faults.length = 0;
    this.world.relay.down = false;
    const all = [...this.written.alice, ...this.written.bob].toSorted();
    for (const person of Object.values(this.people)) {
      await eventually(`${person.username} has all ${all.length}`, async () =>
        (await person.bodies()).length >= all.length ? true : undefined,
      );
      const bodies = await person.bodies();
      expect(bodies.toSorted()).toEqual(all);
      for (const who of ['alice', 'bob'] as const) {
        expect(bodies.filter((body) => body.startsWith(who))).toEqual(this.written[who]);
      }
      await eventually('nothing is left to send', async () =>
        (await person.states()).includes('sending') ? undefined : true,
      );
    }
  }
}

it('[C-10] [R-1] shows everything once, in each sender’s order, whatever happens in whichever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 5, maxLength: 30 }), async (happenings) => {
      const world = await World.begin();
      const [alice, bob] = await world.friends('alice', 'bob');
      const story = new Story(world, alice, bob);
      for (const event of happenings) await story.happens(event);
      await story.endsWell();
      await world.end();
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 120_000);
