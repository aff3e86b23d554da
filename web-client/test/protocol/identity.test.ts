import { isDeepStrictEqual } from 'node:util';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { concat, TacetError } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  advanceDeviceList,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  deviceId,
  freshId,
  headOf,
  restoreAccountIdentity,
  restoreDevice,
  signDeviceList,
  signPlace,
  verifyDeviceList,
  type OurAccountIdentity,
  type OurDevice,
  type VerifiedDeviceList,
} from '../../src/protocol/index.ts';
import { label } from '../../src/protocol/suite.ts';
import {
  DeviceListSchema,
  DeviceSchema,
  SignedDeviceListSchema,
} from '../../src/wire/gen/tacet/identity/v1/identity_pb.ts';
import { watchedCrypto } from './ledger.ts';
import { MONDAY_MS, person, type Person } from './people.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let crypto: CryptoProvider;
let alice: Person;
let first: VerifiedDeviceList;
beforeAll(async () => {
  crypto = await watchedCrypto();
  alice = await person(crypto);
  first = await verifyDeviceList(crypto, alice.certified.accountId, alice.signedList);
});

interface Change {
  readonly devices?: readonly OurDevice[];
  readonly identity?: OurAccountIdentity;
  readonly previous?: VerifiedDeviceList;
  readonly identityReset?: boolean;
  readonly nowMs?: number;
}

/** Alice's next list. */
async function nextList(change: Change = {}): Promise<VerifiedDeviceList> {
  const identity = change.identity ?? alice.identity;
  const devices = change.devices ?? [alice.device];
  const list = buildDeviceList({
    accountId: alice.certified.accountId,
    identityKey: identity.publicKey,
    previous: headOf(change.previous ?? first),
    devices: devices.map((device) => ({ ...device.public, addedAtMs: MONDAY_MS })),
    nowMs: change.nowMs ?? MONDAY_MS,
    identityReset: change.identityReset ?? false,
  });
  const signatures = await Promise.all(devices.map((device) => signPlace(crypto, device, MONDAY_MS)));
  const signed = await signDeviceList(crypto, identity, list, signatures);
  return verifyDeviceList(crypto, alice.certified.accountId, signed);
}

async function anotherDevice(identity = alice.identity): Promise<OurDevice> {
  const owner = {
    ...alice.certified,
    accountIdentityKey: identity.publicKey,
    deviceId: deviceId(freshId(crypto)),
  };
  return (await createDevice(crypto, owner)).device;
}

/** A list that was changed by somebody who holds the account identity (or not), and signed again. */
async function resigned(
  change: (list: ReturnType<typeof create<typeof DeviceListSchema>>) => void,
): Promise<Promise<VerifiedDeviceList>> {
  const signed = fromBinary(SignedDeviceListSchema, alice.signedList);
  const list = fromBinary(DeviceListSchema, signed.list);
  change(list);
  const bytes = toBinary(DeviceListSchema, list);
  const place = await signPlace(crypto, alice.device, MONDAY_MS);
  return verifyDeviceList(
    crypto,
    alice.certified.accountId,
    await signDeviceList(crypto, alice.identity, bytes, [place]),
  );
}

describe('Stored identities', () => {
  it('[I-1] [I-2] come back as they were, and print nothing', async () => {
    const { identity, record } = await createAccountIdentity(crypto);
    const restored = await restoreAccountIdentity(crypto, record.expose());
    expect(restored.publicKey).toEqual(identity.publicKey);
    const data = new Uint8Array(3);
    expect(await crypto.ed25519.sign(restored.signing, data)).toEqual(
      await crypto.ed25519.sign(identity.signing, data),
    );
    const made = await createDevice(crypto, alice.certified);
    expect((await restoreDevice(crypto, made.record.expose())).public).toEqual(made.device.public);
    expect(String(made.record)).toBe('[DeviceRecord redacted]');
    expect([made.device.signing.extractable, made.device.agreement.extractable]).toEqual([false, false]);
  });

  it('of a wrong length or version are refused as codec errors', async () => {
    const { record } = await createDevice(crypto, alice.certified);
    for (const wrong of [
      new Uint8Array(),
      record.expose().slice(1),
      record.expose().slice(0, -1),
      concat(record.expose(), new Uint8Array(1)),
    ]) {
      await expect(restoreDevice(crypto, wrong)).rejects.toMatchObject({ kind: 'codec' });
      await expect(restoreAccountIdentity(crypto, wrong)).rejects.toMatchObject({ kind: 'codec' });
    }
  });
});

/** Field 99, the number 1. */
const UNKNOWN = { no: 99, wireType: 0, data: Uint8Array.of(1) };

describe('A device list', () => {
  it('[I-5] certifies its devices', () => {
    expect(first.certified).toEqual([alice.device.public]);
    expect(advanceDeviceList(null, first)).toBe('first');
    expect(advanceDeviceList(first, first)).toBe('unchanged');
  });

  it('[I-3] grows device by device, in any order given', async () => {
    const [tablet, laptop] = [await anotherDevice(), await anotherDevice()];
    const second = await nextList({ devices: [tablet, alice.device, laptop] });
    expect(second.devices).toHaveLength(3);
    expect(advanceDeviceList(first, second)).toBe('advanced');
    const third = await nextList({ previous: second, devices: [laptop] });
    expect(advanceDeviceList(second, third)).toBe('advanced');
    expect(() => advanceDeviceList(first, third)).toThrow('device-list-gap');
    expect(() => advanceDeviceList(null, second)).toThrow('device-list-gap');
  });

  it('[I-6] does not go back and does not fork', async () => {
    const [second, other] = [await nextList(), await nextList({ nowMs: MONDAY_MS + 1 })];
    expect(() => advanceDeviceList(second, first)).toThrow('device-list-rolled-back');
    expect(() => advanceDeviceList(second, other)).toThrow('device-list-forked');
    const third = await nextList({ previous: other });
    expect(() => advanceDeviceList(second, third)).toThrow('device-list-forked');
  });

  it('[I-6] changes its identity only as a reset that people are told of', async () => {
    const { identity } = await createAccountIdentity(crypto);
    const device = await anotherDevice(identity);
    const silent = await nextList({ identity, devices: [device] });
    expect(() => advanceDeviceList(first, silent)).toThrow('device-list-identity-changed');
    const claimed = await nextList({ identityReset: true });
    expect(() => advanceDeviceList(first, claimed)).toThrow('device-list-identity-changed');
    const open = await nextList({ identity, devices: [device], identityReset: true });
    expect(advanceDeviceList(first, open)).toBe('identity-reset');
  });

  it('[I-7] never gives a device id other keys', async () => {
    const { device } = await createDevice(crypto, alice.certified);
    const changed = await nextList({ devices: [device] });
    expect(() => advanceDeviceList(first, changed)).toThrow('device-list-keys-changed');
  });

  it('[I-4] never says anything else with a byte changed', async () => {
    for (let index = 0; index < alice.signedList.length; index += 1) {
      const altered = alice.signedList.slice();
      altered[index] = (altered[index] ?? 0) ^ 1;
      const verdict: unknown = await verifyDeviceList(crypto, alice.certified.accountId, altered).catch(
        (cause: unknown) => cause,
      );
      // The wrapping around the signed bytes may be written in more than one way; what they say may not change.
      expect(verdict instanceof TacetError || isDeepStrictEqual(verdict, first)).toBe(true);
    }
  });

  it('[I-4] does not claim a device that did not agree', async () => {
    const bob = await person(crypto);
    const list = buildDeviceList({
      accountId: alice.certified.accountId,
      identityKey: alice.identity.publicKey,
      previous: null,
      devices: [{ ...bob.certified, addedAtMs: MONDAY_MS }],
      nowMs: MONDAY_MS,
      identityReset: false,
    });
    // Alice signs in the place of Bob's device.
    const forged = {
      ...(await signPlace(crypto, alice.device, MONDAY_MS)),
      deviceId: bob.certified.deviceId,
    };
    for (const signatures of [[forged], []]) {
      const signed = await signDeviceList(crypto, alice.identity, list, signatures);
      await expect(verifyDeviceList(crypto, alice.certified.accountId, signed)).rejects.toMatchObject({
        code: 'device-list-device-signature',
      });
    }
  });

  it('[I-4] does not take a signature made for another purpose', async () => {
    const signed = fromBinary(SignedDeviceListSchema, alice.signedList);
    const wrong = concat(label('tacet/device-list/device/v2'), signed.list);
    const bytes = toBinary(SignedDeviceListSchema, {
      ...signed,
      accountSignature: await crypto.ed25519.sign(alice.identity.signing, wrong),
    });
    await expect(verifyDeviceList(crypto, alice.certified.accountId, bytes)).rejects.toMatchObject({
      code: 'device-list-account-signature',
    });
  });

  it('[I-5] is that of the account asked for', async () => {
    const bob = await person(crypto);
    await expect(verifyDeviceList(crypto, bob.certified.accountId, alice.signedList)).rejects.toMatchObject({
      code: 'device-list-of-another-account',
    });
  });

  it.each([
    ['format 3', (list) => void (list.format = 3), 'codec', 'device-list-version'],
    ['no devices', (list) => void (list.devices = []), 'validation', 'device-list-size'],
    [
      'seventeen devices',
      (list) =>
        void (list.devices = Array.from({ length: 17 }, () => list.devices[0] ?? create(DeviceSchema))),
      'validation',
      'device-list-size',
    ],
    [
      'a device twice',
      (list) => void (list.devices = [...list.devices, ...list.devices]),
      'validation',
      'device-list-order',
    ],
    ['version 0', (list) => void (list.version = 0n), 'validation', 'device-list-predecessor'],
    [
      'version 2 without predecessor',
      (list) => void (list.version = 2n),
      'validation',
      'device-list-predecessor',
    ],
    [
      'version 1 with a predecessor',
      (list) => void (list.previousHash = new Uint8Array(32).fill(1)),
      'validation',
      'device-list-predecessor',
    ],
    [
      'a first list that resets',
      (list) => void (list.identityReset = true),
      'validation',
      'device-list-reset-of-nothing',
    ],
    [
      'a field that nobody knows',
      (list) => void (list.$unknown = [UNKNOWN]),
      'codec',
      'device-list-malformed',
    ],
    [
      'a field of a device that nobody knows',
      (list) => void Object.assign(list.devices[0] ?? {}, { $unknown: [UNKNOWN] }),
      'codec',
      'device-list-malformed',
    ],
    ['a version above 2^53', (list) => void (list.version = 2n ** 60n), 'codec', 'device-list-integer'],
    [
      'a short hash',
      (list) => void (list.previousHash = new Uint8Array(31)),
      'codec',
      'device-list-hash-length',
    ],
    [
      'a short key',
      (list) => void (list.accountIdentityKey = new Uint8Array(31)),
      'codec',
      'account-identity-key-length',
    ],
  ] as const satisfies readonly (readonly [
    string,
    (list: ReturnType<typeof create<typeof DeviceListSchema>>) => void,
    string,
    string,
  ])[])('[I-3] with %s is refused although it is signed', async (_, change, kind, code) => {
    await expect(resigned(change)).rejects.toMatchObject({ kind, code });
  });

  it('that is no protobuf is a codec error', async () => {
    for (const wrong of [new Uint8Array([0xff]), new Uint8Array([0x0a, 0x7f]), new Uint8Array(1)]) {
      await expect(verifyDeviceList(crypto, alice.certified.accountId, wrong)).rejects.toMatchObject({
        kind: 'codec',
      });
    }
  });
});
