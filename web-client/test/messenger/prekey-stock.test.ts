import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Prekeys } from '../../src/messenger/devices/prekeys.ts';
import { DirectoryChanged_Topic as Topic } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { eventually } from './world/eventually.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

// Here the stock itself is what matters: at full size.
vi.unmock('../../src/protocol/limits.ts');

const MINUTE_MS = 60_000;

describe('a service that says again and again that no prekeys are left [PK-6]', () => {
  let world: World;
  let bob: Someone;
  let uploads: number;
  let asked: number;
  beforeEach(async () => {
    world = await World.begin();
    bob = world.someone('bob');
    asked = 0;
    bob.fault = (call) => {
      if (call === 'prekeyStock') asked++;
      return null;
    };
    const drained = vi.spyOn(Prekeys.prototype, 'drained');
    await bob.signsUp();
    const { prekeys } = world.social;
    await eventually('a full stock once the mail was in', async () => {
      const { x25519OneTime, mlKemOneTime } = prekeys.left(bob.deviceId);
      return (x25519OneTime === 100 && mlKemOneTime === 50) || undefined;
    });
    // What follows the first mail has its own look at the clock, which is put forward from here on.
    await Promise.all(drained.mock.results.map(({ value }) => value));
    expect(asked).toBe(1);
    const [left, put] = [prekeys.left.bind(prekeys), prekeys.put.bind(prekeys)];
    uploads = 0;
    vi.spyOn(prekeys, 'left').mockImplementation((device) => {
      return { ...left(device), x25519OneTime: 0 };
    });
    vi.spyOn(prekeys, 'put').mockImplementation((device, upload) => {
      const marks = put(device, upload);
      prekeys.stocks.get(device)?.x25519OneTime.clear();
      uploads++;
      return marks;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await world.end();
  });

  const saysLow = () => world.social.onChanged(Topic.PREKEYS_LOW, [bob.accountId], null);
  const kept = () =>
    [...(bob.disk.shelves.get('prekeys')?.keys() ?? [])].filter((key) => key.includes('/x25519-one-time-'))
      .length;

  it('is believed once a minute', async () => {
    const replenish = vi.spyOn(Prekeys.prototype, 'replenish');
    world.nowMs += MINUTE_MS;
    for (let time = 0; time < 100; time++) saysLow();
    await eventually('all of it is heard', async () => replenish.mock.calls.length === 100 || undefined);
    await Promise.all(replenish.mock.results.map(({ value }) => value));
    expect(asked).toBe(2);
    const before = kept();
    world.nowMs += MINUTE_MS;
    saysLow();
    await eventually('another', async () => kept() > before || undefined);
    expect(asked).toBe(3);
  });

  it('is asked again at once when the answer was lost', async () => {
    world.nowMs += MINUTE_MS;
    bob.fault = (call) => (call === 'prekeyStock' && ++asked === 2 ? 'before' : null);
    saysLow();
    await eventually('it is lost', async () => asked === 2 || undefined);
    await eventually('a refill', async () => {
      saysLow();
      return uploads > 0 || undefined;
    });
  });

  it('has a thousand of a kind kept, the newest', async () => {
    for (let round = 1; round <= 11; round++) {
      world.nowMs += MINUTE_MS;
      saysLow();
      await eventually('a refill', async () => uploads >= round || undefined);
    }
    expect(kept()).toBe(1_000);
  });
});
