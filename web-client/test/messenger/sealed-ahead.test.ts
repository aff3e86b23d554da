import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { OUTBOX } from '../../src/messenger/outbox/records.ts';
import { befriended, hasMembers, trio } from './world/gathering.ts';
import { eventually } from './world/eventually.ts';
import { links, twoDevices } from './world/linking.ts';
import { recordsOf } from './world/peek.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const BODIES = ['one', 'two', 'three', 'four', 'five'];

describe('[V-13] what was encrypted ahead', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  const sendsOf = ({ deviceId }: Someone) =>
    world.relay.sends.filter(({ from, silent }) => from === deviceId && !silent);

  /** The relay takes whatever this device sends, and has the first one; the others are encrypted for the same devices. */
  async function hasEncryptedAhead(someone: Someone, roomId: string): Promise<void> {
    world.relay.lets(someone.deviceId);
    world.relay.down = true;
    world.relay.drop();
    await someone.sees('offline', ({ connection }) => connection.state === 'offline');
    await Promise.all(BODIES.map((body) => someone.writes(body, { roomId })));
    world.relay.holdsAnswers = true;
    world.relay.down = false;
    await eventually('all are encrypted', async () => {
      const rows = (await recordsOf(someone, OUTBOX)).filter(({ messageIndex }) => messageIndex !== null);
      return (rows.length === BODIES.length && rows.every(({ envelope }) => envelope !== null)) || undefined;
    });
    await eventually('one is under way', async () => world.relay.underWay > 0 || undefined);
  }

  it('[M-14] leaves for nobody who was removed meanwhile, though the relay would take it', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    await alice.writes('hello', { roomId });
    for (const each of [bob, carol]) await each.hasRead(['hello'], { roomId });
    await hasEncryptedAhead(alice, roomId);
    const before = sendsOf(alice).length;
    await alice.does('removeMember', { roomId, accountId: carol.accountId });
    await hasMembers(alice, 'alice', 'bob');
    world.relay.answersAgain();
    await bob.hasRead(['hello', ...BODIES], { roomId });
    expect(sendsOf(alice).length).toBeGreaterThan(before);
    const afterwards = sendsOf(alice).slice(before);
    expect(afterwards.filter(({ to }) => to.includes(carol.deviceId))).toEqual([]);
    expect(await bob.bodies({ roomId })).toEqual(expect.arrayContaining(['hello', ...BODIES]));
  });

  it('[D-11] leaves for no device that its account has taken off meanwhile', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const phone = world.someone('bob', 'Phone');
    await links(bob, phone);
    const { roomId } = alice.conversation;
    await alice.writes('hello');
    await phone.hasRead(['hello']);
    await hasEncryptedAhead(alice, roomId);
    const before = sendsOf(alice).length;
    const lost = phone.deviceId;
    await bob.does('signOutDevice', { deviceId: lost });
    await eventually('they are withdrawn', async () => {
      const rows = await recordsOf(alice, OUTBOX);
      return rows.some(({ messageIndex, envelope }) => messageIndex !== null && !envelope) || undefined;
    });
    world.relay.answersAgain();
    await bob.hasRead(['hello', ...BODIES]);
    expect(sendsOf(alice).length).toBeGreaterThan(before);
    expect(
      sendsOf(alice)
        .slice(before)
        .filter(({ to }) => to.includes(lost)),
    ).toEqual([]);
    expect(await bob.bodies()).toEqual(['hello', ...BODIES]);
  });

  it('[D-12] leaves for no device that was lost or stolen', async () => {
    const [laptop, phone] = await twoDevices(world);
    const bob = await befriended(world, laptop, 'bob');
    await laptop.writes('hello');
    await bob.hasRead(['hello']);
    await phone.hasRead(['hello']);
    const lost = phone.deviceId;
    await hasEncryptedAhead(laptop, laptop.conversation.roomId);
    const before = sendsOf(laptop).length;
    await laptop.does('lostOrStolen', { password: PASSWORD });
    world.relay.answersAgain();
    await bob.hasRead(['hello', ...BODIES]);
    expect(sendsOf(laptop).length).toBeGreaterThan(before);
    expect(
      sendsOf(laptop)
        .slice(before)
        .filter(({ to }) => to.includes(lost)),
    ).toEqual([]);
    expect(await bob.bodies()).toEqual(['hello', ...BODIES]);
  });
});
