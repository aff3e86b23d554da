import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { hasMembers, trio } from './world/gathering.ts';
import { links } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('History', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  const isMoved = (device: Someone) => device.sees('that all is here', ({ history }) => history === null);

  it('[D-10] moves to a device that is linked: every message once, at its place', async () => {
    const [laptop, bob] = await world.friends('alice', 'bob');
    const said: string[] = [];
    for (let at = 0; at < 20; at++) {
      const [writer, reader] = at % 3 === 0 ? [bob, laptop] : [laptop, bob];
      said.push(`${writer.username} ${at}`);
      await writer.writes(`${writer.username} ${at}`);
      await reader.hasRead(said);
    }
    const phone = world.someone('alice', 'Phone');
    await links(laptop, phone);
    await bob.writes('while it moves');
    await phone.hasRead([...said, 'while it moves']);
    await isMoved(phone);
    expect(await phone.bodies(phone.conversation)).toEqual([...said, 'while it moves']);
    const messages = await phone.does('messages', {
      roomId: phone.conversation.roomId,
      fromIndex: 0,
      count: 200,
    });
    expect(messages.map(({ index }) => index)).toEqual(messages.map((_, at) => at));
    expect(messages[0]?.notice).toBe('conversation-started');
    expect(messages.filter(({ kind, notice }) => kind === 'notice' && notice !== 'discarded')).toHaveLength(
      1,
    );
    expect(phone.conversation.unread).toBe(1);
    await laptop.sees('that it is over', ({ history }) => history === null);
    const mine = (await phone.reads()).filter((each) => each.mine);
    expect(mine.every(({ state }) => state === 'delivered' || state === 'read')).toBe(true);
  });

  it('[D-10] puts what was said in a group among what happened there, under its name', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    await alice.writes('one', { roomId });
    await bob.hasRead(['one'], { roomId });
    await alice.does('renameGroup', { roomId, name: 'Quartet', description: '' });
    await bob.writes('two', { roomId });
    await alice.hasRead(['one', 'two'], { roomId });
    const phone = world.someone('alice', 'Phone');
    await links(alice, phone);
    await phone.hasRead(['one', 'two'], { roomId });
    await phone.sees('the name', () => phone.group.name === 'Quartet');
    await phone.sees('the end', ({ history }) => history === null);
    await hasMembers(phone, 'alice', 'bob', 'carol');
    const told = async (device: Someone) => {
      const all = await device.does('messages', { roomId, fromIndex: 0, count: 200 });
      return all.flatMap(({ kind, notice, body }) =>
        notice === 'discarded' ? [] : [kind === 'text' ? body : notice],
      );
    };
    expect(await told(phone)).toEqual(await told(alice));
    await carol.writes('three', { roomId });
    await phone.hasRead(['one', 'two', 'three'], { roomId });
  });
});
