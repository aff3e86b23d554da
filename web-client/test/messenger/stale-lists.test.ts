import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DeviceLists, type DeviceListDependencies } from '../../src/messenger/devices/device-lists.ts';
import {
  createDevice,
  deviceId,
  freshId,
  signPlace,
  uuid,
  verifyDeviceList,
  withDevice,
  withoutDevice,
} from '../../src/protocol/index.ts';
import { DirectoryChanged_Topic as Topic } from '../../src/wire/gen/tacet/relay/v1/frames_pb.ts';
import { person } from '../protocol/people.ts';
import { hasMembers, isIn, tells, trio } from './world/gathering.ts';
import { openedVault } from './world/opened-vault.ts';
import { PASSWORD, type Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('a device list that is older than it looks', () => {
  let world: World;
  /** The next answer is known, and then on its way until somebody lets it come. */
  let slow: { readonly known: () => void; readonly comes: Promise<void> } | null;
  beforeEach(async () => {
    slow = null;
    world = await World.begin();
    const quick = world.social.client.bind(world.social);
    world.social.client = () => {
      const client = quick();
      return {
        ...client,
        deviceLists: async (...question) => {
          const answer = await client.deviceLists(...question);
          const road = slow;
          slow = null;
          road?.known();
          await road?.comes;
          return answer;
        },
      };
    };
  });
  afterEach(() => world.end());

  /** Bob begins anew in another browser. */
  async function startsOver(bob: Someone): Promise<void> {
    await bob.closesTheBrowser();
    await world.someone('bob').does('startOver', { username: 'bob', password: PASSWORD });
  }

  it('is asked for again when it changed while the answer was on its way', async () => {
    const [alice, bob] = await world.friends('alice', 'bob');
    const known = Promise.withResolvers<void>();
    const comes = Promise.withResolvers<void>();
    slow = { known: known.resolve, comes: comes.promise };
    world.social.onChanged(Topic.DEVICES, [alice.accountId], bob.accountId);
    await known.promise;
    await startsOver(bob);
    // Frames come in later turns, in order: she has heard of it before the answer comes.
    await new Promise((resolve) => void setImmediate(resolve));
    comes.resolve();
    await alice.sees('the news', () => alice.events.some(({ notice }) => notice === 'identity-changed'));
  });

  it('[D-6] is asked for again when a device has no prekeys: it may have been signed out', async () => {
    const { alice, bob, carol, roomId } = await trio(world);
    world.social.onChanged = () => undefined;
    // Carol knows Bob's browser by its list, and has no session with it yet.
    const asks = Promise.withResolvers<void>();
    carol.fault = (call) => {
      if (call !== 'prekeyBundle') return null;
      asks.resolve();
      return 'before';
    };
    await carol.writes('who is here?', { roomId });
    await asks.promise;
    await startsOver(bob);
    carol.fault = () => null;
    await alice.hasRead(['who is here?'], { roomId });
    await tells(alice, roomId, 'member-gone carol bob');
    await hasMembers(carol, 'alice', 'carol');
    await isIn(carol, roomId, 'who is here?', 'delivered');
  });

  it('is asked for once at a time, also by who heard the last answer first', async () => {
    const { ledger } = await openedVault();
    let now = 0;
    let most = 0;
    const social = {
      deviceLists: async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => void setImmediate(resolve));
        now--;
        return { lists: [], version: 0 };
      },
    };
    const login = { authorised: (ask: (token: string) => Promise<unknown>) => ask('') };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    const deps = { crypto: world.crypto, ledger, login, social } as unknown as DeviceListDependencies;
    const lists = new DeviceLists(deps);
    const ask = () => lists.refresh('00000000-0000-4000-8000-000000000001');
    const first = ask();
    const third = first.then(ask, ask);
    await Promise.allSettled([first, ask(), third]);
    expect(most).toBe(1);
  });

  it('[C-13] names a device that came, and none that was there before and is back', async () => {
    const { crypto, ledger } = await openedVault();
    const laptop = await person(crypto);
    const { accountId } = laptop.certified;
    const accountIdentityKey = laptop.identity.publicKey;
    const owner = { accountId, deviceId: deviceId(freshId(crypto)), accountIdentityKey };
    const { device: phone } = await createDevice(crypto, owner);
    const accountOf = async (signed: Uint8Array) => ({
      identity: laptop.identity,
      us: laptop.device,
      list: await verifyDeviceList(crypto, accountId, signed),
    });
    const chain = [laptop.signedList];
    const newest = () => accountOf(chain.at(-1) ?? new Uint8Array());
    const joins = async () =>
      chain.push(await withDevice(crypto, await newest(), await signPlace(crypto, phone, 1), 1));
    await joins();
    chain.push(await withoutDevice(crypto, await newest(), owner.deviceId, 1));
    await joins();

    let shown = 0;
    const social = {
      deviceLists: async (_token: string, _account: string, after: number) => ({
        lists: chain.slice(after, shown),
        version: shown,
      }),
    };
    const login = { authorised: (ask: (token: string) => Promise<unknown>) => ask('') };
    const own = (await person(crypto)).certified;
    const clock = { now: () => 1 };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no more is asked of them here
    const deps = { crypto, ledger, login, social, own, clock } as unknown as DeviceListDependencies;
    const lists = new DeviceLists(deps);
    const came: (readonly string[])[] = [];
    lists.onDevicesCame = (_tx, devices) => void came.push(devices.map((each) => uuid(each.deviceId)));
    for (shown = 1; shown <= chain.length; shown++) await lists.refresh(uuid(accountId));
    expect(came).toEqual([[uuid(laptop.certified.deviceId)], [uuid(owner.deviceId)], [], []]);
  });
});
