import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { links } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** How long a history waits to be cut. */
const PATIENCE_MS = 15_000;
/** What passes between two looks at his phone, which has its prekeys only after a while. */
const LOOK_MS = 50;

/** Bob could not read what Alice wrote, and asks for it; the answer takes its time while he links his phone. */
describe('[C-13] [D-10] the history of a browser that asked for a message again', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  let phone: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('one');
    await bob.hasRead(['one']);
    await bob.crashes();
    bob.disk.shelves.get('sessions')?.clear();
    await alice.writes('two');
    await alice.sees('that it is on its way', ({ conversations }) =>
      conversations.some(({ lastMessage }) => lastMessage?.body === 'two' && lastMessage.state === 'sent'),
    );
    world.relay.keptBack.add(alice.deviceId);
    await bob.unlocks();
    await eventually('it is asked for', async () =>
      (await bob.states()).includes('repairing') ? true : undefined,
    );
    // However busy the machine is: it passes with the clock alone.
    world.timers.held.add(PATIENCE_MS);
    phone = world.someone('bob', 'phone');
    await links(bob, phone);
  });
  afterEach(() => world.end());

  const phoneShows = (bodies: readonly string[]) =>
    eventually(`his phone shows ${bodies.join(', ')}`, async () => {
      world.nowMs += LOOK_MS;
      const isThere = phone.snapshot?.conversations.some(({ messageCount }) => messageCount > 0);
      return isThere && (await phone.bodies()).join() === bodies.join() ? true : undefined;
    });

  it('has the answer, too, if it comes soon', async () => {
    await eventually('it is waited for', async () => world.timers.isWaitedFor(PATIENCE_MS) || undefined);
    world.relay.keptBack.clear();
    await eventually('her answer is kept back no more', async () => {
      world.relay.release();
      return (await bob.bodies()).includes('two') ? true : undefined;
    });
    await phoneShows(['one', 'two']);
  });

  it('does not wait for somebody who never answers', async () => {
    await phoneShows(['one']);
    expect(await bob.states()).toContain('repairing');
  });
});
