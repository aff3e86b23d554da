import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { freshUuid } from '../../src/messenger/kernel/ids.ts';
import {
  accountId,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  createPrekey,
  deviceId,
  fromUuid,
  headOf,
  signDeviceList,
  signPlace,
  uuid,
  verifyDeviceList,
} from '../../src/protocol/index.ts';
import type { Someone } from './world/someone.ts';
import { World } from './world/world.ts';

describe('a server that introduces somebody to himself', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begin();
  });
  afterEach(() => world.end());

  const accountOf = ({ username }: Someone): string => world.auth.byName(username)?.accountId ?? '';

  /** A device of the server's own under the name of the account, with a bundle ready for its first message. */
  async function listener(
    someone: Someone,
    mode: 'instead' | 'reset',
  ): Promise<{ id: string; lists: Uint8Array[] }> {
    const { crypto, social, nowMs } = world;
    const account = accountId(fromUuid(accountOf(someone)));
    const genuine = social.lists.get(accountOf(someone)) ?? [];
    const [first = new Uint8Array()] = genuine;
    const { identity } = await createAccountIdentity(crypto);
    const owner = {
      accountId: account,
      deviceId: deviceId(fromUuid(freshUuid(crypto))),
      accountIdentityKey: identity.publicKey,
    };
    const { device } = await createDevice(crypto, owner);
    const { device: double } = await createDevice(crypto, {
      ...owner,
      deviceId: deviceId(fromUuid(someone.deviceId)),
    });
    const reset = mode === 'reset';
    const known = await verifyDeviceList(crypto, account, first);
    // In the place of the first list it also names the real device, under keys of the server's own.
    const devices = reset ? [device] : [device, double];
    const places = await Promise.all(devices.map((each) => signPlace(crypto, each, nowMs)));
    const list = buildDeviceList({
      accountId: account,
      identityKey: identity.publicKey,
      previous: reset ? headOf(known) : null,
      devices: places,
      nowMs,
      identityReset: reset,
    });
    const signed = await signDeviceList(crypto, identity, list, places);
    const made = async (kind: 'x25519-signed' | 'ml-kem-last-resort') =>
      (await createPrekey(crypto, device, { kind, keyId: 1, nowMs })).signed;
    social.prekeys.stocks.set(uuid(owner.deviceId), {
      x25519Signed: await made('x25519-signed'),
      mlKemLastResort: await made('ml-kem-last-resort'),
      x25519OneTime: new Map(),
      mlKemOneTime: new Map(),
    });
    return { id: uuid(owner.deviceId), lists: reset ? [...genuine, signed] : [signed] };
  }

  for (const mode of ['instead', 'reset'] as const) {
    it(`gets no message sealed for its device (${mode})`, async () => {
      const [alice, bob] = await world.friends('alice', 'bob');
      const genuine = world.social.lists.get(accountOf(alice)) ?? [];
      const forged = await listener(alice, mode);
      world.social.lists.set(accountOf(alice), forged.lists);
      await alice.writes('between us');
      await new Promise<void>((resolve) => void world.timers.after(6_000, resolve));
      expect(world.relay.waiting(forged.id)).toBe(0);
      expect(await alice.states()).toEqual(['sending']);
      world.social.lists.set(accountOf(alice), genuine);
      await bob.hasRead(['between us']);
    });
  }
});
