import { fromBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { limits } from '../../src/protocol/index.ts';
import { PrekeySchema, SignedPrekeySchema } from '../../src/wire/gen/tacet/identity/v1/identity_pb.ts';
import { eventually } from './world/eventually.ts';
import type { Someone } from './world/someone.ts';
import { isStocked } from './world/stocked.ts';
import { World } from './world/world.ts';

const DAY_MS = 86_400_000;

describe('a profile that was restored from a copy', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(() => world.end());

  const stock = () => {
    const found = world.social.prekeys.stocks.get(bob.deviceId);
    if (!found?.x25519Signed) throw new Error('bob has published nothing');
    const { prekey } = fromBinary(SignedPrekeySchema, found.x25519Signed);
    const { counter } = fromBinary(PrekeySchema, prekey);
    return { rotation: Number(counter), x25519: [...found.x25519OneTime.keys()] };
  };

  /** Bob comes back after eight days: it is time for new rotating prekeys. */
  async function aWeekLater(): Promise<void> {
    world.nowMs += 8 * DAY_MS;
    world.relay.drop(bob.deviceId);
  }

  async function published(rotation: number): Promise<void> {
    await eventually(`bob's rotation ${rotation}`, async () => stock().rotation >= rotation || undefined);
  }

  /** Bob goes on for some weeks after the copy was taken, then the copy is put back. */
  async function restoreAnOldCopy(): Promise<void> {
    // The copy has prekeys that its service had not taken yet.
    let lost = false;
    bob.fault = (call) => {
      if (call !== 'putPrekeys') return null;
      lost = true;
      return 'before';
    };
    await aWeekLater();
    await eventually('an upload that is lost', async () => lost || undefined);
    const copy = bob.copyOfTheDisk();
    bob.fault = () => null;
    for (const rotation of [3, 4, 5]) {
      await aWeekLater();
      await published(rotation);
    }
    await bob.writes('from the other timeline');
    await alice.hasRead(['from the other timeline']);
    await bob.closesTheBrowser();
    bob.disk = copy;
  }

  it('publishes its whole stock at first', () => isStocked(world, bob.deviceId));

  it('publishes new prekeys above what its service remembers, and talks again', async () => {
    await restoreAnOldCopy();
    const before = stock();
    bob.opensTheBrowser();
    await bob.unlocks();
    await published(before.rotation + 1);
    const highest = Math.max(...before.x25519);
    await eventually('a fresh stock', async () => {
      return stock().x25519.filter((id) => id > highest).length === limits.ONE_TIME_X25519 || undefined;
    });
    await bob.writes('I was restored');
    await alice.hasRead(['from the other timeline', 'I was restored']);
    await alice.writes('welcome back');
    await bob.hasRead(['I was restored', 'welcome back']);
  });

  it('[S-9] sends as soon as its service answers again, on the same connection', async () => {
    await restoreAnOldCopy();
    let refused = 0;
    const connects = vi.spyOn(world.relay, 'open');
    bob.fault = (call) => (call === 'prekeyStock' && refused++ < 3 ? 'before' : null);
    bob.opensTheBrowser();
    await bob.unlocks();
    await bob.writes('I was restored');
    await alice.hasRead(['from the other timeline', 'I was restored']);
    expect(refused).toBeGreaterThan(3);
    expect(connects).toHaveBeenCalledTimes(1);
  });

  it('begins again when its upload is interrupted', async () => {
    await restoreAnOldCopy();
    const { rotation } = stock();
    let lost = 0;
    bob.fault = (call) => (call === 'putPrekeys' && lost++ === 0 ? 'after' : null);
    bob.opensTheBrowser();
    await bob.unlocks();
    await eventually('a lost answer', async () => lost > 0 || undefined);
    world.relay.drop(bob.deviceId);
    await published(rotation + 2);
    await bob.writes('I was restored');
    await alice.hasRead(['from the other timeline', 'I was restored']);
  });
});
