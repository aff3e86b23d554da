import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { CodecError } from '../../src/bytes/index.ts';
import type * as PairCodec from '../../src/protocol/pair/codec.ts';
import type * as Prekey from '../../src/protocol/prekeys/prekey.ts';
import { eventually } from './world/eventually.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

/** What a newer client has written, and this one does not understand. */
const newer = vi.hoisted((): { record: 'pair' | 'prekey' | null } => ({ record: null }));

vi.mock('../../src/protocol/pair/codec.ts', async (original) => {
  const codec = await original<typeof PairCodec>();
  const decodePair: typeof codec.decodePair = (bytes) => {
    if (newer.record === 'pair') throw new CodecError('pair-version');
    return codec.decodePair(bytes);
  };
  return { ...codec, decodePair };
});
vi.mock('../../src/protocol/prekeys/prekey.ts', async (original) => {
  const codec = await original<typeof Prekey>();
  const restorePrekey: typeof codec.restorePrekey = async (crypto, record) => {
    if (newer.record === 'prekey') throw new CodecError('prekey-version');
    return codec.restorePrekey(crypto, record);
  };
  return { ...codec, restorePrekey };
});

describe('a record whose inner form is of a newer client', () => {
  let world: World;
  let alice: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [alice, bob] = await world.friends('alice', 'bob');
  });
  afterEach(async () => {
    newer.record = null;
    await world.end();
  });

  const phase = () => bob.snapshot?.phase.at;
  const seen = () => [...(bob.disk.shelves.get('envelopes_seen') ?? [])];

  it.each(['pair', 'prekey'] as const)('[V-10] [V-11] is damage, and costs no mail: a %s', async (record) => {
    if (record === 'pair') {
      await alice.writes('one');
      await bob.hasRead(['one']);
    }
    await bob.closesTheBrowser();
    const before = seen();
    await alice.writes('two');
    await eventually('it waits', async () => world.relay.waiting(bob.deviceId) > 0 || undefined);
    newer.record = record;
    await bob.does('unlock', { password: PASSWORD });
    await eventually('it is broken', async () => phase() === 'broken' || undefined);
    expect(world.relay.waiting(bob.deviceId)).toBeGreaterThan(0);
    expect(seen()).toEqual(before);
    newer.record = null;
    await bob.closesTheBrowser();
    await bob.unlocks();
    await eventually('it is read', async () => (await bob.bodies()).at(-1) === 'two' || undefined);
  });
});
