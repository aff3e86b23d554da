import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ApiError } from '../../src/messenger/ports/api.ts';
import { hasMembers, joins } from './world/gathering.ts';
import { twoDevices } from './world/linking.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const signsOut = (device: Someone, other: Someone) => () =>
  device.does('signOutDevice', { deviceId: other.deviceId });

describe('changing a group, by a list that is replaced just then', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [laptop, phone] = await twoDevices(world);
    bob = world.someone('bob');
    await bob.signsUp();
    await laptop.befriends(bob);
  });
  afterEach(() => world.end());

  const group = { name: 'Duo', description: '', usernames: ['bob'] };

  /** That happens while the next entries are on their way to the service. */
  function meanwhile(happens: () => Promise<unknown>): void {
    const { groups } = world.social;
    const append = groups.append.bind(groups);
    groups.append = async (...input) => {
      groups.append = append;
      await happens();
      return append(...input);
    };
  }

  it('[M-3] [M-9] makes the entries anew when another device was signed out', async () => {
    meanwhile(signsOut(laptop, phone));
    const { roomId } = await laptop.does('createGroup', group);
    await joins(bob, roomId);
    expect(world.social.groups.kept.size).toBe(1);
    await hasMembers(laptop, 'alice', 'bob');
  });

  it('[M-3] [M-9] takes somebody out though another device was signed out', async () => {
    const { roomId } = await laptop.does('createGroup', group);
    await joins(bob, roomId);
    await hasMembers(laptop, 'alice', 'bob');
    meanwhile(signsOut(laptop, phone));
    await laptop.does('removeMember', { roomId, accountId: bob.accountId });
    await hasMembers(laptop, 'alice');
  });

  it('[M-15] tells the phone what a group is called whose guest began anew before he heard of it', async () => {
    // No room can begin a ratchet session with him.
    laptop.fault = (call) => (call === 'prekeyBundle' ? 'before' : null);
    await laptop.does('createGroup', group);
    await bob.closesTheBrowser();
    await world.someone('bob').does('startOver', { username: 'bob', password: PASSWORD });
    await laptop.sees('it', () => laptop.events.some(({ notice }) => notice === 'identity-changed'));
    laptop.fault = () => null;
    await phone.sees('the name', ({ conversations }) =>
      conversations.some((each) => each.kind === 'group' && each.name === 'Duo'),
    );
  });

  it('[M-1] [M-9] begins one group when the answer was lost and the list replaced before the next try', async () => {
    const { groups } = world.social;
    const append = groups.append.bind(groups);
    groups.append = async (...input) => {
      groups.append = append;
      await append(...input);
      await signsOut(laptop, phone)();
      // The next try came before the service had the entries, and was judged by the newer list.
      throw new ApiError('room-entry-invalid', 400);
    };
    const { roomId } = await laptop.does('createGroup', group);
    expect([...groups.kept.keys()]).toEqual([roomId]);
    await joins(bob, roomId);
    await hasMembers(laptop, 'alice', 'bob');
    expect(laptop.group.name).toBe('Duo');
  });

  it('[M-1] [M-9] begins one group when nobody answered, and the user tries again', async () => {
    laptop.fault = (call) => (call === 'appendToLog' ? 'after' : null);
    expect(await laptop.tries('createGroup', group)).toBe('network');
    laptop.fault = () => null;
    // The next try is answered, with something else: it says nothing of the first one.
    const { groups } = world.social;
    const append = groups.append.bind(groups);
    groups.append = () => Promise.reject(new ApiError('rate-limited', 429));
    expect(await laptop.tries('createGroup', group)).toBe('rate-limited');
    groups.append = append;
    const { roomId } = await laptop.does('createGroup', group);
    expect([...world.social.groups.kept.keys()]).toEqual([roomId]);
    const other = await laptop.does('createGroup', group);
    expect(other.roomId).not.toBe(roomId);
  });

  it('[D-11] says that this device was signed out to whoever just wanted something', async () => {
    phone.fault = (call) => (call === 'loginSessions' ? 'before' : null);
    await phone.tries('signOutDevice', { deviceId: laptop.deviceId });
    expect(await laptop.tries('createGroup', group)).toBe('signed-out');
    await laptop.sees('that it was removed', ({ phase }) => phase.at === 'removed');
    expect(await laptop.tries('createGroup', group)).toBe('signed-out');
  });

  it('[D-11] [M-9] says that this device was signed out when it was this one', async () => {
    // Its login lasts, and nobody tells it: the refusal is what it learns it from.
    phone.fault = (call) => (call === 'loginSessions' ? 'before' : null);
    world.social.onChanged = () => undefined;
    meanwhile(() => phone.tries('signOutDevice', { deviceId: laptop.deviceId }));
    expect(await laptop.tries('createGroup', group)).toBe('signed-out');
    expect(world.social.groups.kept.size).toBe(0);
    await laptop.sees('that it was removed', ({ phase }) => phase.at === 'removed');
  });

  it('[I-6] begins none while the service shows an older list of a guest than before', async () => {
    await laptop.writes('now your devices are known');
    await bob.hasRead(['now your devices are known']);
    const { shows } = world.social;
    world.social.shows = (reader, account, genuine) =>
      reader === laptop.accountId && account === bob.accountId ? [] : genuine;
    expect(await laptop.tries('createGroup', group)).toBe('unverified');
    expect(world.social.groups.kept.size).toBe(0);
    world.social.shows = shows;
    await joins(bob, (await laptop.does('createGroup', group)).roomId);
  });
});
