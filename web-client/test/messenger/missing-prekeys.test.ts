import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { MissingPrekeys } from '../../src/messenger/devices/missing-prekeys.ts';
import {
  accountId,
  deviceId as asDeviceId,
  fromUuid,
  limits,
  parseSealedMessage,
} from '../../src/protocol/index.ts';
import { blankMessage } from '../../src/protocol/pair/blank.ts';
import { watchedCrypto } from '../protocol/ledger.ts';
import { MONDAY_MS } from '../protocol/people.ts';
import { eventually } from './world/eventually.ts';
import { isIn, trio, type Gathering } from './world/gathering.ts';
import { links } from './world/linking.ts';
import { recovers, setsAPhrase } from './world/recovering.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('a device that is listed and has no prekeys', () => {
  let world: World;
  let people: Gathering;
  /** Carol's new browser: the only one on her list. */
  let laptop: Someone;
  let asked: number;
  beforeEach(async () => {
    world = await World.begin();
    people = await trio(world);
    const { carol } = people;
    const phrase = await setsAPhrase(carol);
    await carol.closesTheBrowser();
    laptop = world.someone('carol', 'laptop');
    laptop.fault = (call) => (call === 'putPrekeys' ? 'before' : null);
    expect(await recovers(laptop, phrase)).toBe('network');
    asked = 0;
    people.alice.fault = (call) => {
      if (call === 'prekeyBundle') asked++;
      return null;
    };
  });
  afterEach(() => world.end());

  const hasAsked = (times: number) =>
    eventually(`asked ${times} times`, async () => asked >= times || undefined);

  /** How many one-time keys of that browser were given to somebody. */
  const handedOut = ({ deviceId }: Someone) =>
    world.social.prekeys.handedOut.filter((each) => each.startsWith(`${deviceId} x25519`)).length;

  /** Carol types her password once more. */
  async function comesBack(): Promise<void> {
    laptop.fault = () => null;
    await laptop.does('signIn', { username: 'carol', password: PASSWORD });
  }

  it('[PK-7] holds up nobody else for longer than half a minute, and has it when it is there', async () => {
    const { alice, bob, roomId } = people;
    const tablet = world.someone('bob', 'tablet');
    await links(bob, tablet);
    const before = handedOut(tablet);
    await alice.writes('hello all', { roomId });
    await hasAsked(1);
    alice.clockAheadMs += 1_000;
    await hasAsked(2);
    expect(await bob.bodies({ roomId })).toEqual([]);
    alice.clockAheadMs += limits.PREKEYS_WAIT_MS;
    await bob.hasRead(['hello all'], { roomId });
    // However long she was waited for: when it was not known yet, and when it was used.
    expect(handedOut(tablet) - before).toBeLessThanOrEqual(2);
    // Nothing waits for it any more.
    const soFar = asked;
    await alice.writes('and on', { roomId });
    await bob.hasRead(['hello all', 'and on'], { roomId });
    expect(asked).toBe(soFar);
    await comesBack();
    await laptop.hasRead(['hello all', 'and on'], { roomId });
    await eventually('Carol reads both', async () => {
      const read = await laptop.bodies({ roomId });
      return read.join() === 'hello all,and on' || undefined;
    });
    await isIn(alice, roomId, 'and on', 'delivered');
  });

  it('[PK-7] holds up nobody for longer when the service forbids to ask, also at the first question', async () => {
    const { alice, bob, roomId } = people;
    world.social.prekeys.forbidden.set(laptop.deviceId, 3_600_000);
    await alice.writes('hello all', { roomId });
    await hasAsked(1);
    expect(await bob.bodies({ roomId })).toEqual([]);
    alice.clockAheadMs += limits.PREKEYS_WAIT_MS;
    await bob.hasRead(['hello all'], { roomId });
    world.social.prekeys.forbidden.clear();
    await comesBack();
    await laptop.hasRead(['hello all'], { roomId });
  });

  it('[PK-7] is waited for by what was written a moment ago, also behind what was written long before', async () => {
    const { alice, bob, roomId } = people;
    world.relay.down = true;
    world.relay.drop();
    await alice.sees('offline', ({ connection }) => connection.state === 'offline');
    for (const body of ['old', 'old, too']) await alice.writes(body, { roomId });
    alice.clockAheadMs += 3_600_000;
    await alice.writes('young', { roomId });
    world.relay.down = false;
    await hasAsked(1);
    alice.clockAheadMs += limits.PREKEYS_LEAST_WAIT_MS;
    await bob.hasRead(['old', 'old, too'], { roomId });
    // It is still asked for, since something waits.
    const soFar = asked;
    alice.clockAheadMs += limits.PREKEYS_LEAST_WAIT_MS;
    await hasAsked(soFar + 1);
    expect(await bob.bodies({ roomId })).toEqual(['old', 'old, too']);
    alice.clockAheadMs += limits.PREKEYS_WAIT_MS - 2 * limits.PREKEYS_LEAST_WAIT_MS;
    await bob.hasRead(['old', 'old, too', 'young'], { roomId });
  });

  it('[PK-7] is waited for where nobody else could read it', async () => {
    const { alice } = people;
    const { roomId } = alice.with('carol') ?? { roomId: '' };
    await alice.writes('hello carol', { roomId });
    await hasAsked(1);
    alice.clockAheadMs += limits.PREKEYS_WAIT_MS;
    await hasAsked(2);
    alice.clockAheadMs += limits.PREKEYS_WAIT_MS;
    await hasAsked(3);
    expect(await alice.states({ roomId })).toEqual(['sending']);
    await comesBack();
    alice.clockAheadMs += 2 * limits.PREKEYS_WAIT_MS;
    await laptop.hasRead(['hello carol'], { roomId });
    expect(await laptop.bodies({ roomId })).toEqual(['hello carol']);
  });
});

const isRenamed = (who: Someone) =>
  who.sees('the new name', ({ conversations }) =>
    conversations.some((each) => each.kind === 'group' && each.name === 'Renamed'),
  );

describe('what was silent, and went out blank to a browser without prekeys', () => {
  let world: World;
  beforeEach(async () => (world = await World.begin()));
  afterEach(() => world.end());

  it('[C-13] [PK-7] is asked for as well: the group has its new name there, too', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    const phrase = await setsAPhrase(bob);
    await bob.closesTheBrowser();
    const laptop = world.someone('bob', 'laptop');
    laptop.fault = (call) => (call === 'putPrekeys' ? 'before' : null);
    expect(await recovers(laptop, phrase)).toBe('network');
    let asked = 0;
    alice.fault = (call) => {
      if (call === 'prekeyBundle') asked++;
      return null;
    };
    await alice.does('renameGroup', { roomId, name: 'Renamed', description: '' });
    await eventually('asked', async () => asked > 0 || undefined);
    alice.clockAheadMs += limits.PREKEYS_WAIT_MS;
    await isRenamed(carol);
    laptop.fault = () => null;
    await laptop.does('signIn', { username: 'bob', password: PASSWORD });
    await isRenamed(laptop);
    expect(await laptop.bodies({ roomId })).toEqual([]);
  });
});

describe('[PK-7] Prekeys that are missing', () => {
  const device = {
    accountId: accountId(fromUuid('00000000-0000-4000-8000-000000000001')),
    deviceId: asDeviceId(fromUuid('00000000-0000-4000-8000-000000000002')),
  };
  let now: number;
  let missing: MissingPrekeys;
  beforeEach(() => {
    now = MONDAY_MS;
    missing = new MissingPrekeys({ now: () => now });
  });

  it('are asked for less and less often, and never as often as the service forbids', () => {
    const asked: number[] = [];
    for (const end = now + 4 * 3_600_000; now < end; now += 250) {
      if (!missing.mayAsk(device)) continue;
      missing.missed(device);
      asked.push(now);
    }
    const within = asked.map((at) => asked.filter((each) => each >= at && each < at + 3_600_000).length);
    // rest.md allows 20, of which whoever lets a device in needs one.
    expect(Math.max(...within)).toBeLessThan(20);
    expect(Math.max(...asked.slice(1).map((at, index) => at - (asked[index] ?? 0)))).toBeLessThanOrEqual(
      600_250,
    );
    expect(missing.mayAsk(device)).toBe(false);
    missing.found(device);
    expect(missing.mayAsk(device)).toBe(true);
  });

  it.each([
    ['for as long as the service says', 180_000, 180_000],
    ['for ten minutes, however long the service says', 86_400_000, 600_000],
  ])('are not asked for %s, but when a wait is over', (_, saidMs, pauseMs) => {
    const since = now;
    const asked: number[] = [];
    for (const end = now + pauseMs + 60_000; now < end; now += 250) {
      if (!missing.mayAsk(device)) continue;
      missing.missed(device, saidMs);
      asked.push(now - since);
    }
    const { PREKEYS_LEAST_WAIT_MS: least, PREKEYS_WAIT_MS: most } = limits;
    expect(asked).toEqual([0, least, most, most + pauseMs]);
  });

  it('[S-11] are not asked for more often when the clock was set back', () => {
    missing.missed(device);
    now -= 3_600_000;
    let asked = 0;
    for (const end = now + 600_000; now < end; now += 250) {
      if (!missing.mayAsk(device)) continue;
      missing.missed(device);
      asked++;
    }
    expect(asked).toBe(1);
  });

  it('are waited for as long as the message is young, by either clock, and for five seconds at the least', () => {
    const writtenAtMs = now;
    const old = now - limits.PREKEYS_WAIT_MS;
    expect(missing.isOver(device, old)).toBe(false);
    missing.missed(device);
    missing.missed(device);
    now += limits.PREKEYS_LEAST_WAIT_MS;
    // Its list was not asked for anew yet.
    expect(missing.isOver(device, old)).toBe(false);
    missing.listAsked(device);
    expect(missing.isOver(device, old)).toBe(true);
    expect(missing.isOver(device, writtenAtMs)).toBe(false);
    // [S-11] Written by a clock that was ahead.
    expect(missing.isOver(device, now + limits.PREKEYS_WAIT_MS)).toBe(true);
    expect(missing.restMs({ device, writtenAtMs })).toBe(
      limits.PREKEYS_WAIT_MS - limits.PREKEYS_LEAST_WAIT_MS,
    );
    now -= 1;
    expect(missing.isOver(device, old)).toBe(false);
    expect(missing.restMs({ device, writtenAtMs: old })).toBe(1);
    now = writtenAtMs + limits.PREKEYS_WAIT_MS;
    expect(missing.isOver(device, now)).toBe(true);
  });

  it('are stood for by a message like any other, that no session opens', async () => {
    const crypto = await watchedCrypto();
    const blank = blankMessage(crypto);
    expect(blank).toHaveLength(162);
    expect(parseSealedMessage(blank)).toMatchObject({ kind: 'later', header: { epoch: 0, number: 0 } });
    expect(blankMessage(crypto)).not.toEqual(blank);
  });
});
