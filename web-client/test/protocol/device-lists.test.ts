import { readFileSync } from 'node:fs';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { fromHex, hex } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountId,
  advanceDeviceList,
  createAccountIdentity,
  createDevice,
  deviceId,
  deviceUnder,
  freshId,
  limits,
  resetTo,
  restoreAccountIdentity,
  restoreDevice,
  signDeviceList,
  signPlace,
  verifyDeviceList,
  withDevice,
  withoutDevice,
  type NewDevice,
  type OurAccount,
  type OurDevice,
  type VerifiedDeviceList,
} from '../../src/protocol/index.ts';
import {
  DeviceListSchema,
  SignedDeviceListSchema,
} from '../../src/wire/gen/tacet/identity/v1/identity_pb.ts';
import { watchedCrypto } from './ledger.ts';
import { MONDAY_MS, person, type Person } from './people.ts';

vi.setConfig({ testTimeout: 60_000 });

interface OldLists {
  readonly accountId: string;
  readonly identityRecord: string;
  readonly phone: string;
  readonly laptop: string;
  readonly signedDeviceLists: readonly string[];
}
const file = new URL('../../../contracts/vectors/device-lists-format-1.json', import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file of this project, used field by field below
const old = JSON.parse(readFileSync(file, 'utf8')) as OldLists;

let crypto: CryptoProvider;
let alice: Person;
let first: VerifiedDeviceList;
let account: OurAccount;
beforeAll(async () => {
  crypto = await watchedCrypto();
  alice = await person(crypto);
  first = await verifyDeviceList(crypto, alice.certified.accountId, alice.signedList);
  account = { identity: alice.identity, us: alice.device, list: first };
});

const TUESDAY_MS = MONDAY_MS + 86_400_000;
const read = (signed: Uint8Array) => verifyDeviceList(crypto, alice.certified.accountId, signed);
const anotherDevice = (): Promise<NewDevice> =>
  createDevice(crypto, { ...alice.certified, deviceId: deviceId(freshId(crypto)) });
/** Alice's account after another of her devices joined. */
async function joined(before: OurAccount, device: OurDevice): Promise<OurAccount> {
  const place = await signPlace(crypto, device, TUESDAY_MS);
  return { ...before, list: await read(await withDevice(crypto, before, place, TUESDAY_MS)) };
}
const signatureOf = (list: VerifiedDeviceList, device: OurDevice): string =>
  hex(
    list.deviceSignatures.find(({ deviceId: id }) => hex(id) === hex(device.public.deviceId))?.signature ??
      new Uint8Array(),
  );

describe('Alice has several devices', () => {
  it('[I-4] each signs once, and goes from list to list without being there', async () => {
    const [tablet, laptop] = [(await anotherDevice()).device, (await anotherDevice()).device];
    const two = await joined(account, tablet);
    const three = await joined(two, laptop);
    expect(advanceDeviceList(first, two.list)).toBe('advanced');
    expect(advanceDeviceList(two.list, three.list)).toBe('advanced');
    expect(three.list.format).toBe(2);
    expect(signatureOf(three.list, alice.device)).toBe(signatureOf(first, alice.device));
    expect(signatureOf(three.list, tablet)).toBe(signatureOf(two.list, tablet));

    const four = await read(await withoutDevice(crypto, three, tablet.public.deviceId, TUESDAY_MS));
    expect(advanceDeviceList(three.list, four)).toBe('advanced');
    expect(four.devices.map((each) => hex(each.deviceId)).toSorted()).toEqual(
      [alice.device, laptop].map((each) => hex(each.public.deviceId)).toSorted(),
    );
  });

  it('[I-4] a stored device gives the same signature again', async () => {
    const { device, record } = await anotherDevice();
    const again = await restoreDevice(crypto, record.expose());
    expect(await signPlace(crypto, again, MONDAY_MS)).toEqual(await signPlace(crypto, device, MONDAY_MS));
  });

  it('[I-4] a signature holds for one account, identity, device, pair of keys and time only', async () => {
    const { device } = await anotherDevice();
    const place = await signPlace(crypto, device, TUESDAY_MS);
    const other = (await anotherDevice()).device.public;
    for (const change of [
      { deviceId: other.deviceId },
      { agreementKey: other.agreementKey },
      { signingKey: other.signingKey },
      { addedAtMs: TUESDAY_MS + 1 },
    ]) {
      const signed = await withDevice(crypto, account, { ...place, ...change }, TUESDAY_MS);
      await expect(read(signed)).rejects.toMatchObject({ code: 'device-list-device-signature' });
    }
    const bob = await person(crypto);
    const his = {
      identity: bob.identity,
      us: bob.device,
      list: await verifyDeviceList(crypto, bob.certified.accountId, bob.signedList),
    };
    const claimed = await withDevice(crypto, his, place, TUESDAY_MS);
    await expect(verifyDeviceList(crypto, bob.certified.accountId, claimed)).rejects.toMatchObject({
      code: 'device-list-device-signature',
    });
    // A new identity of the same account is not what the device agreed to.
    const { identity } = await createAccountIdentity(crypto);
    const under = await signDeviceList(
      crypto,
      identity,
      toBinary(
        DeviceListSchema,
        create(DeviceListSchema, {
          ...fromBinary(DeviceListSchema, fromBinary(SignedDeviceListSchema, alice.signedList).list),
          accountIdentityKey: identity.publicKey,
        }),
      ),
      first.deviceSignatures,
    );
    await expect(read(under)).rejects.toMatchObject({ code: 'device-list-device-signature' });
  });

  it('[I-3] up to sixteen, each once, and does not take itself off', async () => {
    let full = account;
    while (full.list.devices.length < limits.MAX_DEVICES) {
      full = await joined(full, (await anotherDevice()).device);
    }
    await expect(joined(full, (await anotherDevice()).device)).rejects.toMatchObject({
      kind: 'validation',
      code: 'device-list-size',
    });
    await expect(joined(account, alice.device)).rejects.toMatchObject({ code: 'device-listed' });
    const { deviceId: ours } = alice.device.public;
    await expect(withoutDevice(crypto, full, ours, TUESDAY_MS)).rejects.toMatchObject({
      code: 'device-is-ours',
    });
    const nobody = deviceId(freshId(crypto));
    await expect(withoutDevice(crypto, full, nobody, TUESDAY_MS)).rejects.toMatchObject({
      code: 'device-not-listed',
    });
  });

  it('[I-6] replaces her identity, and her device goes on under the new one alone', async () => {
    const two = await joined(account, (await anotherDevice()).device);
    const { identity } = await createAccountIdentity(crypto);
    const { device, record } = await deviceUnder(crypto, alice.record.expose(), identity.publicKey);
    expect((await restoreDevice(crypto, record.expose())).public).toEqual(device.public);
    expect(device.public).toEqual({ ...alice.device.public, accountIdentityKey: identity.publicKey });
    const reset = await read(await resetTo(crypto, identity, device, two.list, TUESDAY_MS));
    expect(advanceDeviceList(two.list, reset)).toBe('identity-reset');
    expect(reset.certified).toEqual([device.public]);
  });
});

describe('Lists of format 1, of earlier clients', () => {
  let chain: readonly VerifiedDeviceList[];
  let phone: OurDevice;
  let laptop: OurDevice;
  beforeAll(async () => {
    chain = await Promise.all(
      old.signedDeviceLists.map((each) =>
        verifyDeviceList(crypto, accountId(fromHex(old.accountId)), fromHex(each)),
      ),
    );
    phone = await restoreDevice(crypto, fromHex(old.phone));
    laptop = await restoreDevice(crypto, fromHex(old.laptop));
  });

  it('[I-3] [I-5] still verify, one after the other', () => {
    expect(chain.map(({ format }) => format)).toEqual([1, 1, 1]);
    expect(chain.map((list, index) => advanceDeviceList(chain[index - 1] ?? null, list))).toEqual([
      'first',
      'advanced',
      'advanced',
    ]);
  });

  it('[I-3] go on in format 2 and never back (`device-list-format`)', async () => {
    const identity = await restoreAccountIdentity(crypto, fromHex(old.identityRecord));
    const [, second, third] = chain;
    if (second === undefined || third === undefined) throw new Error('three lists');
    const before: OurAccount = { identity, us: phone, list: third };
    const place = await signPlace(crypto, laptop, TUESDAY_MS);
    const fourth = await verifyDeviceList(
      crypto,
      third.accountId,
      await withDevice(crypto, before, place, TUESDAY_MS),
    );
    expect(fourth.format).toBe(2);
    expect(advanceDeviceList(third, fourth)).toBe('advanced');

    const back = { ...second, version: fourth.version + 1, previousHash: fourth.hash };
    expect(() => advanceDeviceList(fourth, back)).toThrow('device-list-format');

    // The second list names the laptop, which has not signed its place: only it could.
    const two: OurAccount = { identity, us: phone, list: second };
    const tablet = await createDevice(crypto, { ...phone.public, deviceId: deviceId(freshId(crypto)) });
    const third2 = withDevice(crypto, two, await signPlace(crypto, tablet.device, TUESDAY_MS), TUESDAY_MS);
    await expect(third2).rejects.toMatchObject({ kind: 'usage', code: 'device-list-unsigned' });
    const alone = await withoutDevice(crypto, two, laptop.public.deviceId, TUESDAY_MS);
    expect(advanceDeviceList(second, await verifyDeviceList(crypto, second.accountId, alone))).toBe(
      'advanced',
    );
  });

  it('[I-4] do not verify as the other format', async () => {
    const signed = fromBinary(SignedDeviceListSchema, fromHex(old.signedDeviceLists[0] ?? ''));
    const identity = await restoreAccountIdentity(crypto, fromHex(old.identityRecord));
    const list = { ...fromBinary(DeviceListSchema, signed.list), format: 2 };
    const bytes = toBinary(DeviceListSchema, list);
    const [oldest] = chain;
    const claimed = await signDeviceList(crypto, identity, bytes, oldest?.deviceSignatures ?? []);
    await expect(verifyDeviceList(crypto, accountId(fromHex(old.accountId)), claimed)).rejects.toMatchObject({
      code: 'device-list-device-signature',
    });
  });
});
