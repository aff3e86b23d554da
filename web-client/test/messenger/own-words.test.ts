import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { eventually } from './world/eventually.ts';
import { befriended, isIn, joins } from './world/gathering.ts';
import { links, twoDevices } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('What one device sends', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  /** Alice's laptop and phone, and Bob, who is her friend. */
  async function household(): Promise<readonly [Someone, Someone, Someone]> {
    const [laptop, phone] = await twoDevices(world);
    const bob = await befriended(world, laptop, 'bob');
    await phone.sees('bob', ({ conversations }) => conversations.length === 1);
    return [laptop, phone, bob];
  }

  it('[D-8] stands on the other as the user’s own, once, in order, and rises with the receipts of others', async () => {
    const [laptop, phone, bob] = await household();
    await laptop.writes('one');
    await laptop.writes('two');
    await bob.hasRead(['one', 'two']);
    await phone.hasRead(['one', 'two']);
    const shown = await phone.reads();
    expect(shown.map(({ body, mine }) => [body, mine])).toEqual([
      ['one', true],
      ['two', true],
    ]);
    expect(['sent', 'delivered']).toContain(shown[0]?.state);
    expect(phone.conversation.unread).toBe(0);
    await bob.looks();
    for (const device of [laptop, phone]) {
      for (const body of ['one', 'two']) await isIn(device, device.conversation.roomId, body, 'read');
    }
    await phone.writes('three');
    await laptop.hasRead(['one', 'two', 'three']);
    expect(await laptop.bodies()).toEqual(['one', 'two', 'three']);
    expect((await laptop.reads()).every(({ mine }) => mine)).toBe(true);
    await bob.hasRead(['one', 'two', 'three']);
    expect(await bob.bodies()).toEqual(['one', 'two', 'three']);
  });

  it('[D-8] rises in a group with what each member says', async () => {
    const [laptop, phone, bob] = await household();
    const carol = await befriended(world, laptop, 'carol');
    const name = { name: 'Trio', description: '', usernames: ['bob', 'carol'] };
    const { roomId } = await laptop.does('createGroup', name);
    for (const guest of [bob, carol]) await joins(guest, roomId);
    await phone.sees('the group', ({ conversations }) =>
      conversations.some(
        (each) => each.kind === 'group' && each.name === 'Trio' && each.members.length === 3,
      ),
    );
    await laptop.writes('hello', { roomId });
    for (const device of [laptop, phone]) await isIn(device, roomId, 'hello', 'delivered');
    await carol.looks(true, { roomId });
    await eventually('the phone hears that carol read it', async () => {
      const [message] = await phone.reads({ roomId });
      return message?.reach?.read === 1 ? true : undefined;
    });
    await bob.looks(true, { roomId });
    await isIn(phone, roomId, 'hello', 'read');
    expect((await phone.reads({ roomId }))[0]?.reach).toEqual({ of: 2, delivered: 2, read: 2 });
  });

  it('[D-7] with one device nothing is sent in the own room, and no room of one’s own is a conversation', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.does('updateSettings', { sendReceipts: false });
    await bob.writes('hello');
    await alice.hasRead(['hello']);
    await alice.looks();
    await alice.sees('nothing unread', ({ conversations }) => conversations[0]?.unread === 0);
    await alice.writes('and a message after it');
    await bob.hasRead(['hello', 'and a message after it']);
    expect(alice.snapshot?.conversations).toHaveLength(1);
    const sent = world.relay.sends.filter(({ from }) => from === alice.deviceId);
    expect(sent.map(({ to }) => to)).toEqual(sent.map(() => [bob.deviceId]));
  });

  it('[D-9] what was read on one is read on the other', async () => {
    const [laptop, phone, bob] = await household();
    for (const body of ['one', 'two', 'three']) await bob.writes(body);
    for (const device of [laptop, phone]) {
      await device.sees('three unread', ({ conversations }) => conversations[0]?.unread === 3);
    }
    await laptop.looks();
    await phone.sees('nothing unread', ({ conversations }) => conversations[0]?.unread === 0);
    expect(phone.conversation.firstUnreadIndex).toBeNull();
    await bob.writes('four');
    await phone.hasRead(['one', 'two', 'three', 'four']);
    await phone.sees('nothing unread', ({ conversations }) => conversations[0]?.unread === 0);
  });

  it('[D-9] also where receipts are off, of which nobody else hears', async () => {
    const [laptop, phone, bob] = await household();
    for (const device of [laptop, phone]) await device.does('updateSettings', { sendReceipts: false });
    for (const body of ['one', 'two']) await bob.writes(body);
    await phone.sees('two unread', ({ conversations }) => conversations[0]?.unread === 2);
    await laptop.hasRead(['one', 'two']);
    await laptop.looks();
    await phone.sees('nothing unread', ({ conversations }) => conversations[0]?.unread === 0);
    await bob.writes('three');
    await phone.hasRead(['one', 'two', 'three']);
    await phone.sees('nothing unread', ({ conversations }) => conversations[0]?.unread === 0);
    expect(await bob.states()).toEqual(['sent', 'sent', 'sent']);
    for (const device of [laptop, phone]) expect(device.snapshot?.conversations).toHaveLength(1);
  });

  it('[D-8] of a device that comes later, goes on after it', async () => {
    const [laptop, bob] = await world.friends('alice', 'bob');
    await laptop.writes('before');
    await bob.hasRead(['before']);
    const phone = world.someone('alice', 'Phone');
    await links(laptop, phone);
    await phone.sees('bob', ({ conversations }) => conversations.length === 1);
    await phone.writes('from the phone');
    await laptop.hasRead(['before', 'from the phone']);
    await laptop.writes('from the laptop');
    await bob.hasRead(['before', 'from the phone', 'from the laptop']);
    await phone.hasRead(['before', 'from the phone', 'from the laptop']);
    expect(await bob.bodies()).toEqual(['before', 'from the phone', 'from the laptop']);
    expect(await phone.bodies()).toEqual(['before', 'from the phone', 'from the laptop']);
  });
});
