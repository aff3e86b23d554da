import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { limits } from '../../src/protocol/index.ts';
import { eventually } from './world/eventually.ts';
import { Handmade } from './world/handmade.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

const DAY_MS = 86_400_000;

const sent = (person: Someone, body: string) =>
  person.sees(`"${body}" accepted`, ({ conversations }) => {
    const last = conversations[0]?.lastMessage;
    return last?.body === body && last.state !== 'sending';
  });

const shows = (person: Someone, bodies: readonly string[]) =>
  eventually(`${person.username} shows ${bodies.join(', ')}`, async () =>
    (await person.bodies()).join() === bodies.join() ? true : undefined,
  );

const details = (person: Someone) =>
  person.does('securityDetails', { accountId: person.conversation.person.accountId });

/** As after a damaged disk: everything is there but the ratchet sessions. */
async function forgets(person: Someone): Promise<void> {
  await person.crashes();
  person.disk.shelves.get('sessions')?.clear();
}

describe('two devices that lost each other', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  async function talked(): Promise<void> {
    await alice.writes('one');
    await bob.hasRead(['one']);
    await bob.writes('two');
    await alice.hasRead(['one', 'two']);
  }

  const offline = async () => {
    world.relay.down = true;
    world.relay.drop();
    for (const person of [alice, bob]) {
      await person.sees('no connection', ({ connection }) => connection.state === 'offline');
    }
  };

  it('find each other when both forgot, and nothing that was written meanwhile is lost', async () => {
    await talked();
    await offline();
    await alice.writes('three');
    await bob.writes('four');
    for (const person of [alice, bob]) await forgets(person);
    world.relay.down = false;
    for (const person of [alice, bob]) await person.unlocks();
    for (const person of [alice, bob]) {
      await eventually(`${person.username} has all four`, async () =>
        (await person.bodies()).toSorted().join() === 'four,one,three,two' ? true : undefined,
      );
    }
    await alice.writes('five');
    await eventually('bob has the fifth', async () => (await bob.bodies()).includes('five') || undefined);
  });

  it('agree on one ratchet session when both begin one at the same time [S-2]', async () => {
    await offline();
    await alice.writes('from alice');
    await bob.writes('from bob');
    world.relay.down = false;
    for (const person of [alice, bob]) {
      await eventually(`${person.username} has both`, async () =>
        (await person.bodies()).length === 2 ? true : undefined,
      );
    }
    for (const turn of ['1', '2', '3']) {
      await alice.writes(`alice ${turn}`);
      await bob.writes(`bob ${turn}`);
    }
    for (const person of [alice, bob]) {
      await eventually(`${person.username} has all`, async () =>
        (await person.bodies()).length === 8 ? true : undefined,
      );
      expect(await person.states()).not.toContain('lost');
      expect((await details(person)).repairs).toBe(0);
    }
    expect(alice.disk.shelves.get('quarantine')?.size).toBe(0);
    expect(bob.disk.shelves.get('quarantine')?.size).toBe(0);
  });

  const withoutOneTimeKeys = () => {
    const stock = world.social.prekeys.stocks.get(bob.deviceId);
    stock?.x25519OneTime.clear();
    stock?.mlKemOneTime.clear();
  };

  /** Bob's relay remembers another timeline: he drops his sessions, and keeps what he must not take twice. */
  async function isRolledBack(comesBack: () => unknown): Promise<void> {
    world.relay.mailboxes.of(bob.deviceId).sendCounter += 5;
    const rotation = () => world.social.prekeys.left(bob.deviceId).x25519SignedCounter;
    const before = rotation();
    await comesBack();
    await eventually('new prekeys', async () => rotation() > before || undefined);
    expect((await details(bob)).sessions).toBe(0);
  }

  it('[H-9] [S-9] find each other when one is rolled back that never answered a handshake without one-time keys', async () => {
    await bob.does('updateSettings', { sendReceipts: false });
    withoutOneTimeKeys();
    await alice.writes('one');
    await bob.hasRead(['one']);
    await isRolledBack(() => world.relay.drop(bob.deviceId));
    await alice.writes('two');
    await alice.writes('three');
    await shows(bob, ['one', 'two', 'three']);
    expect(bob.events.some(({ state }) => state === 'repairing')).toBe(true);
    expect(await bob.notices()).not.toContain('messages-missing');
  });

  it('[H-9] are not disturbed by a true replay: what is shown already stays as it is', async () => {
    withoutOneTimeKeys();
    await talked();
    await bob.crashes();
    // As after 60 days: what would recognise the envelope is gone, and so is the session.
    bob.disk.shelves.get('envelopes_seen')?.clear();
    await isRolledBack(() => bob.unlocks());
    world.relay.replays(bob.deviceId);
    await eventually('it is in', async () => world.relay.waiting(bob.deviceId) === 0 || undefined);
    expect(await bob.bodies()).toEqual(['one', 'two']);
    await alice.writes('three');
    await shows(bob, ['one', 'two', 'three']);
  });

  it('talk with the last-resort prekeys once all others are used up [PK-6] [H-9]', async () => {
    const stock = world.social.prekeys.stocks.get(bob.deviceId);
    const isFull = () =>
      eventually('a full stock', async () =>
        stock?.x25519OneTime.size === limits.ONE_TIME_X25519 &&
        stock.mlKemOneTime.size === limits.ONE_TIME_ML_KEM
          ? true
          : undefined,
      );
    await isFull();
    await bob.closesTheBrowser();
    stock?.x25519OneTime.clear();
    stock?.mlKemOneTime.clear();
    await alice.writes('with what was left');
    await sent(alice, 'with what was left');
    expect(world.social.prekeys.handedOut.filter((key) => key.startsWith(bob.deviceId))).toEqual([]);
    await bob.unlocks();
    await shows(bob, ['with what was left']);
    await isFull();
    world.relay.replays(bob.deviceId);
    await eventually('the replay is read', async () => world.relay.waiting(bob.deviceId) === 0 || undefined);
    expect(await bob.bodies()).toEqual(['with what was left']);
  });

  it('show nothing twice, and ask for nothing, when the relay replays all of it [F-9]', async () => {
    await talked();
    await alice.writes('three');
    await shows(bob, ['one', 'two', 'three']);
    // Not even its own memory of envelopes helps this device.
    await bob.crashes();
    bob.disk.shelves.get('envelopes_seen')?.clear();
    world.relay.replays(bob.deviceId);
    const before = world.relay.sends.length;
    await bob.unlocks();
    await eventually('the replay is read', async () => world.relay.waiting(bob.deviceId) === 0 || undefined);
    await bob.sees('quiet', ({ catchingUp }) => catchingUp === null);
    await bob.writes('four');
    await shows(alice, ['one', 'two', 'three', 'four']);
    expect(await bob.bodies()).toEqual(['one', 'two', 'three', 'four']);
    expect(world.relay.sends.slice(before).filter(({ targeted }) => targeted)).toEqual([]);
  });

  it('read mail that waited for 44 days, through new prekeys and replaced sessions [S-7] [PK-5]', async () => {
    await alice.writes('day 0');
    await bob.hasRead(['day 0']);
    await bob.closesTheBrowser();
    const written = ['day 0'];
    for (const day of [1, 13, 20, 30, 44]) {
      world.nowMs = 1_800_000_000_000 + day * DAY_MS;
      world.relay.drop(alice.deviceId);
      await alice.sees('online again', ({ connection }) => connection.state === 'online');
      await alice.writes(`day ${day}`);
      await sent(alice, `day ${day}`);
      written.push(`day ${day}`);
    }
    await bob.unlocks();
    await shows(bob, written);
    expect(await bob.states()).not.toContain('repairing');
    await bob.writes('back');
    await shows(alice, [...written, 'back']);
  });

  it('bring a restored profile what was written since the copy [S-9] [C-12] [C-13]', async () => {
    await talked();
    await bob.closesTheBrowser();
    const copy = structuredClone(bob.disk);
    await bob.unlocks();
    await alice.writes('three');
    await alice.writes('four');
    await shows(bob, ['one', 'two', 'three', 'four']);
    await bob.closesTheBrowser();
    bob.disk = copy;
    await bob.unlocks();
    await alice.writes('five');
    await eventually('bob has the fifth', async () => (await bob.bodies()).includes('five') || undefined);
    world.nowMs += 10_000;
    await shows(bob, ['one', 'two', 'three', 'four', 'five']);
    expect(await bob.notices()).not.toContain('messages-missing');
  });

  it('make up for a mailbox that was full for one message [C-12] [C-13]', async () => {
    await talked();
    world.relay.faults.push('full');
    await alice.writes('three');
    await sent(alice, 'three');
    await alice.writes('four');
    await bob.hasRead(['one', 'two', 'four']);
    world.nowMs += 10_000;
    await shows(bob, ['one', 'two', 'three', 'four']);
  });

  it('ask for the list of devices once when a handshake was made with other keys [H-5]', async () => {
    await talked();
    const mallory = await Handmade.arrives(world, 'mallory');
    await mallory.befriends(bob);
    const theirs = bob.with('mallory');
    await bob.does('securityDetails', { accountId: theirs?.person.accountId ?? '' });
    let fetched = 0;
    bob.fault = (call) => {
      if (call === 'deviceLists') fetched++;
      return null;
    };
    // A byte of the id of the ratchet session, which is made of the transcript of the handshake.
    for (let time = 0; time < 3; time++) await mallory.saysGarbage(bob, 10);
    await eventually('all three are read', async () => world.relay.waiting(bob.deviceId) === 0 || undefined);
    expect(bob.disk.shelves.get('quarantine')?.size).toBe(3);
    await eventually('her list was asked for', async () => fetched > 0 || undefined);
    await bob.does('sendText', { roomId: theirs?.roomId ?? '', body: 'still here' });
    await mallory.hasGot(1);
    expect(fetched).toBe(1);
  });
});
