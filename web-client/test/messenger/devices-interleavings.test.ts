import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { links } from './world/linking.ts';
import type { SendFault } from './world/relay-double.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const NAMES = ['laptop', 'phone', 'desk', 'tablet'] as const;
type Device = (typeof NAMES)[number];

/** One thing that happens; whatever else is going on goes on meanwhile. */
type Happening =
  | { readonly what: 'writes' | 'power cut' | 'looks' | 'locks'; readonly who: Device }
  | { readonly what: 'network'; readonly up: boolean }
  | { readonly what: 'relay'; readonly fault: SendFault }
  | { readonly what: 'links' }
  | { readonly what: 'time'; readonly ms: number };

const device = fc.constantFrom(...NAMES);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ what: fc.constant('writes' as const), who: device }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constantFrom('power cut' as const, 'locks' as const), who: device }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('looks' as const), who: device }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('network' as const), up: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('relay' as const),
      fault: fc.constantFrom<SendFault>('lose', 'lose-answer', 'try-later', 'disconnect', 'store-and-refuse'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 30 }) }),
  },
);

/** Alice with laptop and phone, Bob with desk and tablet; the second of each is linked in the middle of it all. */
class Story {
  readonly world: World;
  readonly devices: Readonly<Record<Device, Someone>>;
  readonly written: Record<Device, string[]> = { laptop: [], phone: [], desk: [], tablet: [] };
  readonly linked = new Set<Device>(['laptop', 'desk']);
  roomId = '';

  constructor(world: World) {
    this.world = world;
    this.devices = {
      laptop: world.someone('alice', 'Laptop'),
      phone: world.someone('alice', 'Phone'),
      desk: world.someone('bob', 'Desk'),
      tablet: world.someone('bob', 'Tablet'),
    };
  }

  async begins(): Promise<void> {
    const { laptop, desk } = this.devices;
    await Promise.all([laptop.signsUp(), desk.signsUp()]);
    await laptop.befriends(desk);
    this.roomId = laptop.conversation.roomId;
  }

  async happens(event: Happening): Promise<void> {
    if ('who' in event && !this.linked.has(event.who)) return;
    switch (event.what) {
      case 'writes':
        return this.#writes(event.who);
      case 'power cut':
        await this.devices[event.who].crashes();
        return this.#comesBack(event.who);
      case 'locks':
        await this.devices[event.who].does('lock', {});
        return this.#comesBack(event.who);
      case 'looks':
        return this.devices[event.who].looks(true, this);
      case 'links':
        return this.#links();
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

  async #writes(who: Device): Promise<void> {
    const body = `${who} ${this.written[who].length + 1}`;
    await this.devices[who].writes(body, this);
    // Only what the command promised to have stored counts.
    this.written[who].push(body);
  }

  /** With the network there: this is about what follows. Mail and histories move on meanwhile. */
  async #links(): Promise<void> {
    this.world.relay.down = false;
    const { laptop, phone, desk, tablet } = this.devices;
    await Promise.all([links(laptop, phone), links(desk, tablet)]);
    for (const who of ['phone', 'tablet'] as const) {
      await this.#knows(who);
      this.linked.add(who);
    }
  }

  async #comesBack(who: Device): Promise<void> {
    await this.devices[who].does('unlock', { password: PASSWORD });
    await this.#knows(who);
  }

  #knows(who: Device) {
    return this.devices[who].sees('the conversation', ({ conversations }) => conversations.length === 1);
  }

  async endsWell(): Promise<void> {
    this.world.relay.faults.length = 0;
    this.world.relay.down = false;
    const all = Object.values(this.written).flat().toSorted();
    for (const [name, someone] of Object.entries(this.devices)) {
      await eventually(`${name} has all ${all.length}`, async () =>
        (await someone.bodies(this)).length >= all.length ? true : undefined,
      );
      await someone.sees('that nothing moves any more', ({ history }) => history === null);
      const messages = await someone.reads(this);
      expect(messages.map(({ body }) => body).toSorted()).toEqual(all);
      expect(messages.every(({ mine, senderId }) => mine === (senderId === someone.accountId))).toBe(true);
      for (const who of NAMES) {
        const bodies = messages.map(({ body }) => body).filter((body) => body.startsWith(who));
        expect([name, ...bodies]).toEqual([name, ...this.written[who]]);
      }
      await eventually('nothing is left to send', async () =>
        (await someone.states(this)).includes('sending') ? undefined : true,
      );
    }
  }
}

const happenings = (most: number) => fc.array(happening, { minLength: 3, maxLength: most });

it('[D-8] [D-10] shows everything once on every device, in each sender’s order, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(happenings(10), happenings(25), async (before, after) => {
      const world = await World.begin();
      const story = new Story(world);
      await story.begins();
      for (const event of [...before, { what: 'links' } as const, ...after]) await story.happens(event);
      await story.endsWell();
      await world.end();
    }),
    { numRuns: 12, endOnFailure: true },
  );
}, 240_000);
