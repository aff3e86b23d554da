import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { fixed } from '../../src/bytes/index.ts';
import { CONVERSATIONS } from '../../src/messenger/conversations/records.ts';
import { SESSIONS } from '../../src/messenger/devices/pairs.ts';
import { DEVICE_LISTS } from '../../src/messenger/devices/records.ts';
import { SENT } from '../../src/messenger/repair/records.ts';
import { GROUPS } from '../../src/messenger/rooms/records.ts';
import { accountId as asAccountId, deviceId, fromUuid, limits, uuid } from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { refusingStore } from './world/failing-store.ts';
import { hasMembers } from './world/gathering.ts';
import { Handmade } from './world/handmade.ts';
import { links, twoDevices } from './world/linking.ts';
import { alarmsIn, quarantinedIn, recordsOf } from './world/peek.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const MINUTE_MS = 60_000;
/** More than it takes in memory to find out who sent a message. */
const TURNS = 50;

const text = (body: string) => ({ type: 'text', body, replyTo: null }) as const;

async function comesBack(device: Someone): Promise<void> {
  device.opensTheBrowser();
  await device.unlocks();
}

/** Written there, and stored by the relay. */
async function wrote(device: Someone, body: string): Promise<void> {
  await device.writes(body);
  await eventually('it is stored', async () => {
    const last = (await device.reads()).at(-1);
    return last?.body === body && last.state !== 'sending' ? true : undefined;
  });
}

/** As long as it takes that what comes is in. */
const hasRefused = (device: Someone, reason: string) =>
  eventually(`refused: ${reason}`, async () =>
    (await quarantinedIn(device, device.conversation.roomId)).includes(reason) ? true : undefined,
  );

describe('[I-13] mail of a device that is signed out before it is read', () => {
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
    await phone.sees('bob', ({ conversations }) => conversations.length === 1);
  });
  afterEach(() => world.end());

  const signsOut = (device: Someone) => laptop.does('signOutDevice', { deviceId: device.deviceId });

  /** What a relay keeps back that a device has sent, until {@link RelayDouble.release}. */
  async function withheld(device: Someone, body: string): Promise<void> {
    world.relay.faults.push('withhold');
    await wrote(device, body);
  }

  /** Bob has the list without the phone, and came back ten minutes later. */
  async function bobHasReadHisMail(
    after: number,
    isIn = () => bob.snapshot?.connection.state === 'online' && bob.snapshot.catchingUp === null,
  ): Promise<void> {
    await signsOut(phone);
    await eventually('bob knows', async () => {
      const rows = await recordsOf(bob, DEVICE_LISTS);
      return rows.some(({ former }) => former?.length === 1) ? true : undefined;
    });
    world.nowMs += after;
    await bob.crashes();
    await comesBack(bob);
    await bob.sees('the mail is in', isIn);
    await wrote(laptop, 'I signed the phone out');
    await bob.hasRead(['I signed the phone out']);
  }

  it('is shown to a friend who comes back', async () => {
    await wrote(phone, 'before you went');
    await bob.hasRead(['before you went']);
    await bob.crashes();
    await wrote(phone, 'see you at eight');
    await signsOut(phone);
    await comesBack(bob);
    await bob.hasRead(['before you went', 'see you at eight']);
    expect(await bob.states()).toEqual(['received', 'received']);
  });

  it('is shown when its first message is also its last', async () => {
    await bob.crashes();
    const tablet = world.someone('alice', 'tablet');
    await links(laptop, tablet);
    await tablet.sees('bob', ({ conversations }) => conversations.length === 1);
    await wrote(tablet, 'from a borrowed tablet');
    await signsOut(tablet);
    await comesBack(bob);
    await bob.hasRead(['from a borrowed tablet']);
  });

  it('is shown on the other devices of its own account', async () => {
    const tablet = world.someone('alice', 'tablet');
    await links(laptop, tablet);
    await tablet.sees('bob', ({ conversations }) => conversations.length === 1);
    await tablet.crashes();
    await wrote(phone, 'said from my phone');
    await signsOut(phone);
    await comesBack(tablet);
    await eventually('it is there', async () =>
      (await tablet.bodies()).includes('said from my phone') ? true : undefined,
    );
    expect((await tablet.reads()).map(({ mine }) => mine)).toEqual([true]);
  });

  it('brings an invitation that nobody would ask for again', async () => {
    await bob.crashes();
    await phone.does('createGroup', { name: 'Supper', description: '', usernames: ['bob'] });
    await eventually('the invitation is stored', async () =>
      world.relay.waiting(bob.deviceId) > 0 ? true : undefined,
    );
    await signsOut(phone);
    await comesBack(bob);
    await bob.sees('the invitation', ({ invitations }) => invitations[0]?.name === 'Supper');
  });

  it('is not opened when the identity was replaced: lost or stolen', async () => {
    await bob.crashes();
    await wrote(phone, 'whose words are these?');
    await laptop.does('lostOrStolen', { password: PASSWORD });
    await comesBack(bob);
    await hasRefused(bob, 'device-unknown');
    expect(await bob.bodies()).not.toContain('whose words are these?');
  });

  it('is not opened when it was signed out first, and its account lost later', async () => {
    await withheld(phone, 'whose words are these?');
    await signsOut(phone);
    await bob.sees('two lists', () => world.social.devices(laptop.accountId).devices.length === 1);
    await laptop.does('lostOrStolen', { password: PASSWORD });
    world.relay.release();
    await hasRefused(bob, 'device-unknown');
    expect(await bob.bodies()).not.toContain('whose words are these?');
    const [list] = (await recordsOf(bob, DEVICE_LISTS)).filter((row) => row.accountId === laptop.accountId);
    expect(list).toBeDefined();
    expect(list?.former).toBeUndefined();
  });

  it('is not opened when the list that replaces the identity is taken at that moment', async () => {
    let isSlow = false;
    const held: (() => void)[] = [];
    // So that he has one list to take, and not one after the other.
    await wrote(laptop, 'hello');
    await bob.hasRead(['hello']);
    await bob.crashes();
    bob.wrapStore = (store) => ({
      ...refusingStore(store, 'full', () => false),
      commit: async (holder, writes) => {
        const isList = writes.some((write) => 'store' in write && write.store === DEVICE_LISTS.store);
        if (isSlow && isList) await new Promise<void>((resolve) => held.push(resolve));
        return store.commit(holder, writes);
      },
    });
    await comesBack(bob);
    await withheld(phone, 'whose words are these?');
    isSlow = true;
    await laptop.does('lostOrStolen', { password: PASSWORD });
    await eventually('bob takes the list', async () => held.length > 0 || undefined);
    world.relay.release();
    await eventually('bob gets it', async () => world.relay.waiting(bob.deviceId) > 0 || undefined);
    for (let turns = 0; turns < TURNS; turns++) await new Promise(setImmediate);
    isSlow = false;
    held.forEach((commits) => commits());
    await hasRefused(bob, 'device-unknown');
    expect(await bob.bodies()).not.toContain('whose words are these?');
  });

  describe('brought by a relay that goes on taking it', () => {
    it('is opened for ten minutes: who took the message did not know yet', async () => {
      await withheld(phone, 'just before');
      await bobHasReadHisMail(limits.FORMER_DEVICE_LATE_MS - MINUTE_MS);
      world.relay.release();
      await bob.hasRead(['I signed the phone out', 'just before']);
    });

    it('is not opened once the mailbox was read to its end after that', async () => {
      await withheld(phone, 'or so the server says');
      await bobHasReadHisMail(limits.FORMER_DEVICE_LATE_MS + MINUTE_MS);
      world.relay.release();
      await hasRefused(bob, 'device-unknown');
      expect(await bob.bodies()).not.toContain('or so the server says');
    });

    it('is not opened after 45 days in any case', async () => {
      await withheld(phone, 'or so the server says');
      await signsOut(phone);
      await wrote(laptop, 'I signed the phone out');
      await bob.hasRead(['I signed the phone out']);
      // No connection ends and none begins.
      world.nowMs += limits.FORMER_DEVICE_MS + MINUTE_MS;
      world.relay.release();
      await hasRefused(bob, 'device-unknown');
      expect(await bob.bodies()).not.toContain('or so the server says');
    });

    it('is not opened after 45 days though the relay never says that this was all', async () => {
      await withheld(phone, 'or so the server says');
      await withheld(phone, 'or so it says later');
      world.relay.neverDrained = true;
      await bobHasReadHisMail(2 * 86_400_000, () => bob.snapshot?.connection.state === 'online');
      world.relay.release(1);
      await bob.hasRead(['I signed the phone out', 'or so the server says']);
      world.nowMs += limits.FORMER_DEVICE_MS;
      world.relay.release();
      await hasRefused(bob, 'device-unknown');
      expect(await bob.bodies()).not.toContain('or so it says later');
    });

    it('is forgotten with its sessions', async () => {
      await wrote(phone, 'hello');
      await bob.hasRead(['hello']);
      const withPhone = async () =>
        (await recordsOf(bob, SESSIONS)).filter(
          ({ pair }) => uuid(deviceId(pair.theirs.deviceId)) === phone.deviceId,
        );
      expect(await withPhone()).toHaveLength(1);
      await bobHasReadHisMail(2 * 86_400_000);
      await eventually('nothing is kept', async () => {
        const rows = await recordsOf(bob, DEVICE_LISTS);
        return rows.every(({ former = [] }) => former.length === 0) ? true : undefined;
      });
      expect(await withPhone()).toEqual([]);
    });
  });
});

describe('[I-13] a device of a client that goes on after it was signed out', () => {
  let world: World;
  let alice: Someone;
  let mallory: Handmade;
  beforeEach(async () => {
    world = await World.begin();
    alice = world.someone('alice');
    await alice.signsUp();
    mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(alice);
  });
  afterEach(() => world.end());

  /** Alice has written twice, and knows of it. */
  async function isSignedOut(): Promise<void> {
    const talk = alice.with('mallory')?.roomId ?? '';
    await alice.writes('one', { roomId: talk });
    await mallory.hasGot(1);
    await mallory.isSignedOut();
    await alice.writes('two', { roomId: talk });
    await eventually('alice knows', async () => {
      const rows = await recordsOf(alice, DEVICE_LISTS);
      return rows.some(({ former }) => former?.length === 1) ? true : undefined;
    });
  }

  it('[C-14] is given nothing again', async () => {
    await isSignedOut();
    const wanted = { type: 'resend-request', messageIds: [], counters: [1] } as const;
    await mallory.says(alice, wanted, { targeted: true });
    await mallory.says(alice, text('are you there?'), { counter: 1 });
    await eventually('alice reads on', async () =>
      (await alice.bodies()).includes('are you there?') ? true : undefined,
    );
    expect((await recordsOf(alice, SENT)).map(({ resent }) => resent)).toEqual([{}, {}]);
  });

  it('[C-16] has no say in which lists the service shows', async () => {
    await isSignedOut();
    const hash = fixed(32, world.crypto.random(32), 'list-hash');
    const heads = [{ accountId: asAccountId(fromUuid(alice.accountId)), version: 1, hash }];
    await mallory.says(alice, text('they lie to us'), { counter: 1, heads });
    await eventually('alice reads it', async () =>
      (await alice.bodies()).includes('they lie to us') ? true : undefined,
    );
    const rows = await recordsOf(alice, CONVERSATIONS);
    expect(rows.flatMap(({ told = [], standing = [] }) => [...told, ...standing])).toEqual([]);
  });

  it('[M-12] has no say in which log of a group the service shows', async () => {
    const { roomId } = await alice.does('createGroup', {
      name: 'Two',
      description: '',
      usernames: ['mallory'],
    });
    await mallory.joins(roomId);
    await hasMembers(alice, 'alice', 'mallory');
    await isSignedOut();
    const { sequence } = world.social.groups.kept.get(roomId)?.log ?? { sequence: 0 };
    const head = { sequence, hash: fixed(32, world.crypto.random(32), 'log-head') };
    await mallory.saysIn(roomId, [alice], text('they lie to us'), { counter: 1, head });
    await eventually('alice reads it', async () =>
      (await alice.bodies({ roomId })).includes('they lie to us') ? true : undefined,
    );
    expect(await alarmsIn(alice, roomId)).toEqual([]);
    expect((await recordsOf(alice, GROUPS)).flatMap(({ told }) => told)).toEqual([]);
  });
});

describe('[I-13] somebody who was never told of a device', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  it('reads nothing of it when it was signed out longer ago than mail waits', async () => {
    const [laptop, phone] = await twoDevices(world);
    await laptop.does('signOutDevice', { deviceId: phone.deviceId });
    world.nowMs += limits.FORMER_DEVICE_MS + 2 * limits.FORMER_DEVICE_SKEW_MS;
    const carol = world.someone('carol');
    await carol.signsUp();
    await laptop.befriends(carol);
    await carol.writes('hello');
    await laptop.hasRead(['hello']);
    const list = (await recordsOf(carol, DEVICE_LISTS)).find(
      ({ accountId }) => accountId === laptop.accountId,
    );
    expect(list).toBeDefined();
    expect(list?.former).toBeUndefined();
  });
});
