import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { History } from '../../src/messenger/history/history.ts';
import { Presence } from '../../src/messenger/presence/presence.ts';
import { uuid } from '../../src/protocol/index.ts';
import { hasWritten } from './world/filled.ts';
import { friendsOfAlice } from './world/gathering.ts';
import { links } from './world/linking.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** What a first part has at most. */
const FEW = 20;
const MANY = 300;

describe('The first screen of a device that is linked', () => {
  let world: World;
  let alice: Someone;
  beforeEach(async () => {
    world = await World.begin();
    ({ alice } = await friendsOfAlice(world));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await world.end();
  });

  it('[D-10] comes first: the newest of every conversation, then all the rest of each', async () => {
    const rooms = (alice.snapshot?.conversations ?? []).map(({ roomId }) => roomId);
    expect(rooms).toHaveLength(2);
    const [few = '', many = ''] = rooms;
    await hasWritten(alice, few, FEW);
    await hasWritten(alice, many, MANY);
    const came = vi.spyOn(History.prototype, 'came');
    const phone = world.someone('alice', 'Phone');
    await links(alice, phone);
    await phone.sees('that all is here', ({ conversations, history }) => {
      const counts = conversations.map(({ messageCount }) => messageCount);
      return history === null && Math.max(...counts) > MANY;
    });
    const parts = came.mock.calls.map(([, , { roomId, number, of, entries }]) => [
      uuid(roomId),
      number,
      of,
      entries.length,
    ]);
    expect(parts.slice(0, 2)).toEqual(
      expect.arrayContaining([
        [few, 1, 1, FEW],
        [many, 1, expect.any(Number), FEW],
      ]),
    );
    expect(parts.slice(2).every(([room, number]) => room === many && Number(number) > 1)).toBe(true);
    const [last] = parts.slice(-1);
    expect(last?.[1]).toBe(last?.[2]);
    for (const roomId of rooms) {
      expect(await phone.bodies({ roomId })).toEqual(await alice.bodies({ roomId }));
    }
  });

  it('does not wait for a relay that was told once for each friend that it is there, and ended the connection', async () => {
    const announce = vi.spyOn(Presence.prototype, 'announce');
    const phone = world.someone('alice', 'Phone');
    await links(alice, phone);
    await phone.sees('her friends', ({ conversations }) => conversations.length === 2);
    // With its connection, and for all that opened.
    expect(announce.mock.calls.length).toBeLessThanOrEqual(2);
  });
});
