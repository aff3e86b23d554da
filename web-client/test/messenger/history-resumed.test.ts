import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { HISTORY_WINDOW } from '../../src/messenger/history/sender.ts';
import { eventually } from './world/eventually.ts';
import { cutStore } from './world/failing-store.ts';
import { hasWritten } from './world/filled.ts';
import { links } from './world/linking.ts';
import type { SendFault } from './world/relay-double.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** Three parts. */
const MANY = 700;

const comesBack = async (device: Someone) => {
  await device.does('unlock', { password: PASSWORD });
  await device.sees('the conversation', ({ conversations }) => conversations.length === 1);
};

describe('A history that is on its way', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  let bob: Someone;
  let written: readonly string[];
  beforeEach(async () => {
    world = await World.begin();
    [laptop, bob] = await world.friends('alice', 'bob');
    written = await hasWritten(laptop, laptop.conversation.roomId, MANY);
    phone = world.someone('alice', 'Phone');
  });
  afterEach(() => world.end());

  const isHere = (bodies: readonly string[]) =>
    eventually(`the phone has all ${bodies.length}`, async () => {
      const row = phone.snapshot?.conversations[0];
      if (!row || phone.snapshot?.history !== null || row.messageCount < bodies.length) return undefined;
      return (await phone.bodies(row)).length >= bodies.length || undefined;
    });

  it('[D-10] tells both sides how far it is, and the interface how many came in front', async () => {
    const steps = new Set<string>();
    await links(laptop, phone);
    await eventually('all is on the phone', async () => {
      for (const { snapshot } of [laptop, phone]) {
        const { direction = '', done = 0, of = 0 } = snapshot?.history ?? {};
        expect(done).toBeLessThanOrEqual(of);
        steps.add(`${direction} ${of}`);
      }
      return phone.snapshot?.conversations[0]?.messageCount === MANY + 2 || undefined;
    });
    await isHere(written);
    await laptop.sees('that it is over', ({ history }) => history === null);
    expect([...steps]).toEqual(expect.arrayContaining([`sending ${MANY}`, `receiving ${MANY}`]));
    await bob.writes('hello');
    await isHere([...written, 'hello']);
    expect(await phone.bodies()).toEqual([...written, 'hello']);
    // Rows that came in front are not told of one by one.
    const told = phone.events.filter(({ kind }) => kind === 'text');
    expect(new Set(told.map(({ body, index }) => `${body} ${index}`))).toEqual(
      new Set([`hello ${MANY + 2}`]),
    );
  });

  it('[D-10] has few parts in line at a time, and no message waits for them', async () => {
    await hasWritten(laptop, laptop.conversation.roomId, 2_500);
    await links(laptop, phone);
    world.relay.holdsAnswers = true;
    const inLine = () => laptop.disk.shelves.get('outbox')?.size ?? 0;
    await eventually('the line is full', async () => {
      expect(inLine()).toBeLessThanOrEqual(HISTORY_WINDOW);
      return inLine() === HISTORY_WINDOW || undefined;
    });
    await laptop.writes('hello');
    await bob.hasRead(['hello']);
    expect(inLine()).toBeLessThanOrEqual(HISTORY_WINDOW + 1);
    world.relay.answersAgain();
    await phone.sees('that it goes on', ({ history }) => (history?.done ?? 0) > 0);
  });

  it('[D-10] goes on after both were locked in the middle of it, and waits for a network', async () => {
    world.relay.faults.push(...Array.from({ length: 6 }, (): SendFault => 'try-later'));
    await links(laptop, phone);
    await laptop.does('lock', {});
    await bob.writes('hello');
    await comesBack(laptop);
    await phone.does('lock', {});
    world.relay.down = true;
    world.relay.drop();
    await comesBack(phone);
    world.relay.down = false;
    await isHere([...written, 'hello']);
    expect(await phone.bodies()).toEqual([...written, 'hello']);
  });

  it('[D-10] comes whole, once and in order, wherever the power of either side goes', async () => {
    const cut = fc.record({
      who: fc.constantFrom('laptop' as const, 'phone' as const),
      at: fc.integer({ min: 1, max: 14 }),
      after: fc.boolean(),
    });
    const [cuts = []] = fc.sample(fc.array(cut, { minLength: 10, maxLength: 10 }), 1);
    await links(laptop, phone);
    for (const { who, at, after } of cuts) {
      const device = who === 'laptop' ? laptop : phone;
      await device.crashes();
      let isCut = false;
      device.wrapStore = (store) => cutStore(store, { at, after, happened: () => (isCut = true) });
      await device.tries('unlock', { password: PASSWORD });
      await eventually('the power goes, or nothing is left to do', async () => {
        const isOver = device.snapshot?.history === null && device.snapshot.connection.state === 'online';
        return isCut || isOver || undefined;
      });
      await device.crashes();
      device.wrapStore = (store) => store;
      await comesBack(device);
    }
    await isHere(written);
    expect({ cuts, bodies: await phone.bodies() }).toEqual({ cuts, bodies: written });
    const all = [];
    for (let at = 0; at < phone.conversation.messageCount; at += 200) {
      const { roomId } = phone.conversation;
      all.push(...(await phone.does('messages', { roomId, fromIndex: at, count: 200 })));
    }
    expect(all.map(({ index }) => index)).toEqual(all.map((_, at) => at));
  });
});
