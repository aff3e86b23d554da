import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { joins, membersOf, story, trio } from './world/gathering.ts';
import { twoDevices } from './world/linking.ts';
import { PASSWORD } from './world/someone.ts';
import { World } from './world/world.ts';

describe('[D-12] lost or stolen', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  async function withBob() {
    const [laptop, phone] = await twoDevices(world);
    const bob = world.someone('bob');
    await bob.signsUp();
    await laptop.befriends(bob);
    await laptop.writes('before');
    await bob.hasRead(['before']);
    await bob.writes('hello');
    await laptop.hasRead(['before', 'hello']);
    return { laptop, phone, bob };
  }

  it('gives the account another identity, on this device alone, and tells every contact', async () => {
    const { laptop, phone, bob } = await withBob();
    expect(await laptop.tries('lostOrStolen', { password: 'wrong horse battery' })).toBe('wrong-password');
    expect(world.social.devices(laptop.accountId)).toMatchObject({ version: 2 });
    await laptop.does('lostOrStolen', { password: PASSWORD });
    expect(world.social.devices(laptop.accountId)).toEqual({ version: 3, devices: [laptop.deviceId] });
    await laptop.sees('online', ({ connection }) => connection.state === 'online');
    await bob.sees('the news', () => bob.events.some(({ notice }) => notice === 'identity-changed'));
    await laptop.writes('after');
    await bob.hasRead(['before', 'hello', 'after']);
    await bob.writes('welcome back');
    await laptop.hasRead(['before', 'hello', 'after', 'welcome back']);
    expect(await laptop.notices()).toEqual(['conversation-started']);
    const open = [...world.auth.logins.values()].filter(({ ended }) => !ended);
    expect(open.filter(({ deviceId }) => deviceId === phone.deviceId)).toEqual([]);
    await phone.sees('that it is signed out', ({ connection }) => connection.state === 'signed-out');
    await laptop.crashes();
    await laptop.unlocks();
    await bob.writes('still there');
    await laptop.hasRead(['before', 'hello', 'after', 'welcome back', 'still there']);
  });
});

describe('[D-12] lost or stolen, and groups', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('has to be invited again: the conversation is a former one, without an alarm', async () => {
    const { alice, bob, roomId } = await trio(world);
    await alice.writes('before', { roomId });
    await bob.hasRead(['before'], { roomId });
    await alice.does('lostOrStolen', { password: PASSWORD });
    await alice.sees('online', ({ connection }) => connection.state === 'online');
    await alice.sees('that she is out', () => alice.group.me === 'former' && !alice.group.open);
    expect(await alice.tries('sendText', { roomId, body: 'may I?' })).toBe('not-found');
    await bob.writes('without her', { roomId });
    await bob.sees('that she is gone', () => !membersOf(bob.group).includes('alice'));
    expect(await story(alice, roomId)).not.toContain('security-alarm');
    // Bob owns it now, and asks her in again.
    await bob.does('addPeople', { roomId, usernames: ['alice'] });
    await joins(alice, roomId);
    await alice.sees('that she is back', () => alice.group.me === 'member' && alice.group.open);
    await alice.writes('back again', { roomId });
    await bob.hasRead(['before', 'without her', 'back again'], { roomId });
  });
});
