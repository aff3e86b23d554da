import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ApiError } from '../../src/messenger/ports/api.ts';
import { pendingCell } from '../../src/messenger/verification/trust.ts';
import { eventually } from './world/eventually.ts';
import { befriended } from './world/gathering.ts';
import { links, twoDevices } from './world/linking.ts';
import { vaultOf } from './world/peek.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { startsOver, trusts, verifies } from './world/verifying.ts';
import { World } from './world/world.ts';

describe('who is verified on another device of the account', () => {
  let world: World;
  let laptop: Someone;
  let phone: Someone;
  let bob: Someone;
  beforeEach(async () => {
    world = await World.begin();
    [laptop, phone] = await twoDevices(world);
    bob = await befriended(world, laptop, 'bob');
    await phone.sees('bob', ({ conversations }) => conversations.length === 1);
  });
  afterEach(() => world.end());

  it('[D-13] is so on all, and says where it was compared, until it is taken back there', async () => {
    await verifies(laptop, bob);
    await trusts(phone, 'bob', 'verified');
    expect((await phone.notices()).at(-1)).toBe('verified-elsewhere');
    // It is Alice's word, and nobody else's.
    expect(bob.conversation.trust).toBe('unverified');
    await phone.crashes();
    await phone.unlocks();
    await trusts(phone, 'bob', 'verified');
    await laptop.does('setVerified', { accountId: bob.accountId, safetyNumber: null });
    await trusts(phone, 'bob', 'unverified');
    expect((await phone.notices()).at(-1)).toBe('unverified');
  });

  it('[S-9] [D-13] is heard from a profile that was restored from a copy, too', async () => {
    const { accountId } = bob;
    await verifies(laptop, bob);
    await trusts(phone, 'bob', 'verified');
    const copy = laptop.copyOfTheDisk();
    await laptop.does('setVerified', { accountId, safetyNumber: null });
    await trusts(phone, 'bob', 'unverified');
    await verifies(laptop, bob);
    await trusts(phone, 'bob', 'verified');
    await laptop.closesTheBrowser();
    laptop.disk = copy;
    laptop.opensTheBrowser();
    await laptop.unlocks();
    await trusts(laptop, 'bob', 'verified');
    await laptop.writes('I was restored');
    await bob.hasRead(['I was restored']);
    await laptop.does('setVerified', { accountId, safetyNumber: null });
    await trusts(phone, 'bob', 'unverified');
  });

  it('[D-13] is told while a device is away, and holds there like what was compared there', async () => {
    await phone.closesTheBrowser();
    await verifies(laptop, bob);
    await phone.unlocks();
    await trusts(phone, 'bob', 'verified');
    await startsOver(bob);
    await trusts(phone, 'bob', 'changed');
    await trusts(laptop, 'bob', 'changed');
    // Comparing anew on one device does not let go what is held on the other: the user does.
    const { accountId } = bob;
    const { safetyNumber } = await laptop.does('securityDetails', { accountId });
    await laptop.does('setVerified', { accountId, safetyNumber });
    await trusts(laptop, 'bob', 'verified');
    await laptop.writes('to the new one');
    await phone.hasRead(['to the new one']);
    expect(phone.conversation.trust).toBe('changed');
    await phone.does('acceptIdentity', { accountId });
    await trusts(phone, 'bob', 'unverified');
  });

  it('[D-13] is not who has another identity by the time that it is told', async () => {
    await phone.closesTheBrowser();
    await verifies(laptop, bob);
    await laptop.writes('before');
    await bob.hasRead(['before']);
    const anew = await startsOver(bob);
    await trusts(laptop, 'bob', 'changed');
    await phone.unlocks();
    await phone.hasRead(['before']);
    await anew.writes('it is me');
    await phone.hasRead(['before', 'it is me']);
    expect(phone.conversation.trust).toBe('unverified');
    expect(await phone.notices()).not.toContain('verified-elsewhere');
  });

  it('[D-13] is not taken back elsewhere where it was compared', async () => {
    await verifies(laptop, bob);
    await trusts(phone, 'bob', 'verified');
    await verifies(phone, bob);
    await laptop.does('setVerified', { accountId: bob.accountId, safetyNumber: null });
    await laptop.writes('afterwards');
    await phone.hasRead(['afterwards']);
    expect(phone.conversation.trust).toBe('verified');
  });

  it('[D-13] is told to a device that is linked, which makes no news of it', async () => {
    await verifies(laptop, bob);
    await laptop.writes('from before');
    const tablet = world.someone('alice', 'Tablet');
    await links(laptop, tablet);
    await trusts(tablet, 'bob', 'verified');
    await tablet.hasRead(['from before']);
    await tablet.sees('that all is here', ({ history }) => history === null);
    expect((await tablet.notices()).filter((each) => each !== 'discarded')).toEqual(['conversation-started']);
  });

  it('[D-12] [D-13] is nobody any more whom a device told that is lost, and stays who was compared here', async () => {
    const carol = await befriended(world, laptop, 'carol');
    await phone.sees('carol', ({ conversations }) => conversations.length === 2);
    await verifies(phone, bob);
    await verifies(laptop, carol);
    for (const device of [laptop, phone]) {
      await trusts(device, 'bob', 'verified');
      await trusts(device, 'carol', 'verified');
    }
    await phone.closesTheBrowser();
    await laptop.does('lostOrStolen', { password: PASSWORD });
    await trusts(laptop, 'bob', 'unverified');
    await trusts(laptop, 'carol', 'verified');
  });

  it('[D-12] [D-13] is nobody, either, whose mark still waited when the device was lost', async () => {
    const { social } = laptop.api;
    const genuine = social.deviceLists.bind(social);
    let answers = false;
    const silent: Partial<typeof social> = {
      deviceLists: async (...input) => {
        if (!answers && input.includes(bob.accountId)) throw new ApiError('network');
        return genuine(...input);
      },
    };
    Object.assign(social, silent);
    await verifies(phone, bob);
    const waiting = async () => {
      const pending = pendingCell();
      await pending.load(await vaultOf(laptop));
      return Object.keys(pending.value);
    };
    await eventually('it waits', async () => (await waiting()).length > 0 || undefined);
    await phone.closesTheBrowser();
    await laptop.does('lostOrStolen', { password: PASSWORD });
    expect(await waiting()).toEqual([]);
    answers = true;
    await laptop.sees('online', ({ connection }) => connection.state === 'online');
    await laptop.writes('to bob');
    await bob.hasRead(['to bob']);
    expect(laptop.with('bob')?.trust).toBe('unverified');
  });

  it('[D-12] [I-12] goes on being held who was held on the word of a device that is lost', async () => {
    await verifies(phone, bob);
    await trusts(laptop, 'bob', 'verified');
    await startsOver(bob);
    await trusts(laptop, 'bob', 'changed');
    await phone.closesTheBrowser();
    await laptop.does('lostOrStolen', { password: PASSWORD });
    await laptop.sees('online', ({ connection }) => connection.state === 'online');
    expect(laptop.with('bob')?.trust).toBe('changed');
    await laptop.does('acceptIdentity', { accountId: bob.accountId });
    await trusts(laptop, 'bob', 'unverified');
  });
});
