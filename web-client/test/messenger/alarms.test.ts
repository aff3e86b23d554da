import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('a server whose answers do not hold', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  /** Sending is tried again and again meanwhile; the alarm must come once. */
  async function alarmIsRaisedOnce(): Promise<void> {
    let asked = 0;
    await eventually('the alarm', async () =>
      (await alice.notices()).includes('security-alarm') ? true : undefined,
    );
    alice.fault = (call) => {
      if (call === 'deviceLists' || call === 'prekeyBundle') asked++;
      return null;
    };
    await eventually('two more tries', async () => asked >= 2 || undefined);
    expect((await alice.notices()).filter((each) => each === 'security-alarm')).toHaveLength(1);
    expect((await alice.states()).at(-1)).toBe('sending');
  }

  it('raises an alarm when it takes a device list back, and sends nothing', async () => {
    await alice.writes('before');
    await bob.hasRead(['before']);
    const account = alice.conversation.person.accountId;
    const genuine = world.social.lists.get(account) ?? [];
    world.social.lists.set(account, []);
    await alice.writes('unsent');
    await alarmIsRaisedOnce();
    expect(await bob.bodies()).toEqual(['before']);
    world.social.lists.set(account, genuine);
    await bob.hasRead(['before', 'unsent']);
  });

  it('raises an alarm when it forges a prekey, and begins no session with it', async () => {
    const stock = world.social.prekeys.stocks.get(bob.deviceId);
    const genuine = stock?.x25519Signed ?? new Uint8Array();
    const forged = Uint8Array.from(genuine);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    Object.assign(stock ?? {}, { x25519Signed: forged });
    await alice.writes('unsent');
    await alarmIsRaisedOnce();
    expect(await bob.bodies()).toEqual([]);
    Object.assign(stock ?? {}, { x25519Signed: genuine });
    await bob.hasRead(['unsent']);
  });
});
