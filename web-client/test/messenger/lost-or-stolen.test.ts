import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { base64url, equal } from '../../src/bytes/index.ts';
import { SESSIONS } from '../../src/messenger/devices/pairs.ts';
import { DEVICE_LISTS } from '../../src/messenger/devices/records.ts';
import {
  ARCHIVE,
  incomingCell,
  WAITING,
  waitingName,
  waitingSuffix,
} from '../../src/messenger/history/records.ts';
import { ApiError } from '../../src/messenger/ports/api.ts';
import type { Collection } from '../../src/messenger/vault/collection.ts';
import {
  accountId,
  deviceId as asDeviceId,
  fromUuid,
  limits,
  messageId,
  roomId as asRoomId,
  uuid,
  type HistoryEntry,
  type HistoryPart,
} from '../../src/protocol/index.ts';
import { joins, membersOf, story, trio } from './world/gathering.ts';
import { eventually } from './world/eventually.ts';
import { Handmade } from './world/handmade.ts';
import { recordsOf, vaultOf } from './world/peek.ts';
import { armed } from './world/failing-store.ts';
import { links, twoDevices } from './world/linking.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** As it is stored. */
const MAILBOX_READ: Collection<{ readonly emptiedAtMs: number }> = {
  store: 'account',
  hideNames: false,
  version: 1,
};

/** Something that Bob said, as the last of two parts of a history. */
function secondPart(room: string, bob: Someone, body: string): HistoryPart {
  const { crypto } = bob.world;
  const entry: HistoryEntry = {
    senderAccountId: accountId(fromUuid(bob.accountId)),
    senderDeviceId: asDeviceId(fromUuid(bob.deviceId)),
    counter: 1_000,
    sentAtMs: 1_700_000_000_000,
    body,
    messageIds: [messageId(crypto.random(32))],
    state: 'received',
  };
  return { roomId: asRoomId(fromUuid(room)), number: 2, of: 2, total: 2, entries: [entry] };
}

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

  it('[I-13] reads nothing of the others any more, and nothing that was read to its end before', async () => {
    const { laptop, phone } = await withBob();
    const mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(laptop);
    await laptop.writes('hi', { roomId: laptop.with('mallory')?.roomId ?? '' });
    await mallory.hasGot(1);
    await mallory.isSignedOut();
    await laptop.writes('still there?', { roomId: laptop.with('mallory')?.roomId ?? '' });
    await eventually('laptop knows', async () =>
      (await recordsOf(laptop, DEVICE_LISTS)).some(({ former }) => former) ? true : undefined,
    );
    world.nowMs += 2 * limits.FORMER_DEVICE_LATE_MS;
    await laptop.crashes();
    await laptop.unlocks();
    const emptiedAtMs = async () =>
      (await (await vaultOf(laptop)).read(MAILBOX_READ, 'mailbox-read'))?.emptiedAtMs ?? 0;
    const before = await eventually('it has read its mail', async () => (await emptiedAtMs()) || undefined);
    // The laptop hears only now that the watch is gone.
    const watch = world.someone('alice', 'Watch');
    await links(phone, watch);
    const { lists } = world.social;
    await eventually('laptop has its list', async () => {
      const [own] = (await recordsOf(laptop, DEVICE_LISTS)).filter((r) => r.accountId === laptop.accountId);
      return (
        equal(own?.signed ?? new Uint8Array(), lists.get(laptop.accountId)?.at(-1) ?? new Uint8Array(1)) ||
        undefined
      );
    });
    laptop.fault = (call) => (call === 'deviceLists' ? 'before' : null);
    await phone.does('signOutDevice', { deviceId: watch.deviceId });
    laptop.fault = () => null;
    await laptop.does('lostOrStolen', { password: PASSWORD });
    expect(await emptiedAtMs()).toBeGreaterThanOrEqual(before);
    const own = (await recordsOf(laptop, SESSIONS)).filter(
      ({ pair }) => uuid(accountId(pair.theirs.accountId)) === laptop.accountId,
    );
    expect(own).toEqual([]);
  });

  it('[D-10] takes in no part of their history that waited for its turn, and what is left of the archive', async () => {
    const { laptop, phone, bob } = await withBob();
    const room = laptop.conversation.roomId;
    await laptop.closesTheBrowser();
    laptop.disk = laptop.copyOfTheDisk();
    const ledger = await vaultOf(laptop, laptop.disk);
    // The second parts; the first never came.
    const told = { [phone.deviceId]: 'put into his mouth', [ARCHIVE]: 'said long ago' };
    const waits = { taken: 0, waiting: [2], notices: null, beganAtMs: null, unmoved: 0 };
    const stream = { rooms: { [room]: waits }, done: 0, total: 2, atMs: world.nowMs };
    await ledger.transact((tx) => {
      for (const [device, body] of Object.entries(told)) {
        const part = secondPart(room, bob, body);
        tx.put(WAITING, waitingName(device, room), { deviceId: device, part }, waitingSuffix(part.number));
      }
      const from = Object.fromEntries(Object.keys(told).map((device) => [device, stream]));
      incomingCell().set(tx, { from });
    });
    await laptop.unlocks();
    await laptop.does('lostOrStolen', { password: PASSWORD });
    await laptop.sees('online', ({ connection }) => connection.state === 'online');
    world.nowMs += limits.RESEND_GIVE_UP_MS + 1;
    await laptop.crashes();
    await laptop.unlocks();
    await eventually(
      'the archive',
      async () => (await laptop.bodies()).includes('said long ago') || undefined,
    );
    expect((await laptop.bodies()).toSorted()).toEqual(['before', 'hello', 'said long ago']);
    const wholeRange = { from: '', before: '~' };
    const name = waitingName(phone.deviceId, room);
    expect(await (await vaultOf(laptop)).readSuffixes(WAITING, name, wholeRange)).toEqual([]);
  });

  it('goes on reading what is on the screen meanwhile', async () => {
    const { laptop, bob } = await withBob();
    await laptop.does('focus', { roomId: laptop.conversation.roomId, active: true });
    await laptop.does('lostOrStolen', { password: PASSWORD });
    await bob.sees('the news', () => bob.events.some(({ notice }) => notice === 'identity-changed'));
    await bob.writes('do you read on?');
    await bob.sees('that it was read', () =>
      bob.events.some(({ body, state }) => body === 'do you read on?' && state === 'read'),
    );
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

/** Whichever identity it is: the account works, and nothing says that somebody lies. */
async function works(alice: Someone, bob: Someone): Promise<void> {
  await alice.writes('here I am');
  await bob.hasRead(['before', 'here I am']);
  await bob.writes('good');
  await alice.hasRead(['before', 'here I am', 'good']);
  for (const each of [alice, bob]) expect(await each.notices()).not.toContain('security-alarm');
}

describe('[D-12] a crash while the identity is replaced', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  async function aliceAndBob() {
    const [alice, bob] = await world.friends('alice', 'bob');
    await alice.writes('before');
    await bob.hasRead(['before']);
    return { alice, bob };
  }

  for (const fault of ['before', 'after'] as const) {
    it(`when the list was put and nobody answered (${fault}): the next connection finds out`, async () => {
      const { alice, bob } = await aliceAndBob();
      alice.fault = (call) => (call === 'putDeviceList' ? fault : null);
      expect(await alice.tries('lostOrStolen', { password: PASSWORD })).toBe('network');
      await alice.crashes();
      alice.fault = () => null;
      await alice.unlocks();
      await works(alice, bob);
      expect(world.social.devices(alice.accountId)).toEqual({ version: 2, devices: [alice.deviceId] });
      expect(await bob.notices()).toContain('identity-changed');
    });

    it(`when nobody answers for a while (${fault}): it goes on by itself`, async () => {
      const { alice, bob } = await aliceAndBob();
      let lost = 0;
      alice.fault = (call) => (call === 'putDeviceList' && lost++ < 3 ? fault : null);
      expect(await alice.tries('lostOrStolen', { password: PASSWORD })).toBe('network');
      // Until then the account is closed and opened again, and is busy meanwhile.
      await eventually('somebody answers', async () => lost > 3 || undefined);
      await eventually(
        'it is open again',
        async () => (await alice.tries('listDevices', {})) === 'ok' || undefined,
      );
      await works(alice, bob);
      expect(world.social.devices(alice.accountId).version).toBe(2);
    });
  }

  for (let at = 1; at <= 3; at++) {
    for (const after of [false, true]) {
      it(`at its commit ${at} (${after ? 'done' : 'not done'})`, async () => {
        const { alice, bob } = await aliceAndBob();
        await alice.crashes();
        let isArmed = false;
        alice.wrapStore = (store) => armed(store, { at, after }, () => isArmed);
        await alice.unlocks();
        isArmed = true;
        await alice.tries('lostOrStolen', { password: PASSWORD });
        await alice.crashes();
        alice.wrapStore = (store) => store;
        await alice.unlocks();
        await works(alice, bob);
      });
    }
  }

  it('when it is asked for once more before the first one has ended: the same list goes on', async () => {
    const { alice, bob } = await aliceAndBob();
    const put: string[] = [];
    const genuine = { ...alice.api.social };
    // The first one may still be on its way, and its seed is nowhere else.
    Object.assign(alice.api.social, {
      putDeviceList: async (_: string, signed: Uint8Array) => {
        put.push(base64url(signed));
        throw new ApiError('network');
      },
    });
    for (let time = 0; time < 2; time++) {
      expect(await alice.tries('lostOrStolen', { password: PASSWORD })).toBe('network');
    }
    expect(put.length).toBeGreaterThan(1);
    expect(new Set(put).size).toBe(1);
    Object.assign(alice.api.social, genuine);
    const devices = () => world.social.devices(alice.accountId);
    await eventually('the list is taken', async () => devices().version === 2 || undefined);
    await eventually(
      'it is open again',
      async () => (await alice.tries('listDevices', {})) === 'ok' || undefined,
    );
    await works(alice, bob);
    expect(devices()).toEqual({ version: 2, devices: [alice.deviceId] });
  });

  it('when the logins have ended and nobody answers any more: it goes on, and does not stay half done', async () => {
    const [laptop, phone] = await twoDevices(world);
    laptop.fault = (call) => (call === 'endLoginSession' ? 'after' : null);
    expect(await laptop.tries('lostOrStolen', { password: PASSWORD })).toBe('network');
    await laptop.crashes();
    laptop.fault = () => null;
    await laptop.unlocks();
    const devices = () => world.social.devices(laptop.accountId);
    await eventually('the new identity', async () => devices().version === 3 || undefined);
    expect(devices().devices).toEqual([laptop.deviceId]);
    await phone.sees('that it is signed out', ({ connection }) => connection.state === 'signed-out');
  });

  /** Interrupted; then her phone, signed in anew, has a say once more. */
  async function interrupted() {
    const [laptop, phone] = await twoDevices(world);
    laptop.fault = (call) => (call === 'putDeviceList' ? 'before' : null);
    expect(await laptop.tries('lostOrStolen', { password: PASSWORD })).toBe('network');
    await laptop.crashes();
    laptop.fault = () => null;
    await phone.does('signIn', { username: 'alice', password: PASSWORD });
    return { laptop, phone };
  }

  it('follows a list that another device has put meanwhile', async () => {
    const { laptop, phone } = await interrupted();
    await links(phone, world.someone('alice', 'tablet'));
    await laptop.unlocks();
    const devices = () => world.social.devices(laptop.accountId);
    await eventually('the new identity', async () => devices().version === 4 || undefined);
    expect(devices().devices).toEqual([laptop.deviceId]);
    await laptop.sees('online', ({ connection }) => connection.state === 'online');
  });

  it('gives way when it was signed out meanwhile, and leaves the others alone', async () => {
    const { laptop, phone } = await interrupted();
    await phone.does('signOutDevice', { deviceId: laptop.deviceId });
    const { version } = world.social.devices(laptop.accountId);
    laptop.opensTheBrowser();
    await laptop.tries('unlock', { password: PASSWORD });
    await laptop.tries('signIn', { username: 'alice', password: PASSWORD });
    await laptop.sees('that it is off the list', ({ phase }) => phase.at === 'removed');
    await phone.sees('online', ({ connection }) => connection.state === 'online');
    expect(world.social.devices(laptop.accountId)).toEqual({ version, devices: [phone.deviceId] });
  });
});
