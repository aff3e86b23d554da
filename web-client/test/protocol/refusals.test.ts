import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, fixed, InternalError, TacetError, u8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  accountIdentityKey,
  advanceDeviceList,
  buildDeviceList,
  createAccountIdentity,
  createDevice,
  createPrekey,
  createVaultRoot,
  derivePasswordKeys,
  deviceAgreementKey,
  deviceId,
  deviceSigningKey,
  envelopeId,
  freshId,
  headOf,
  limits,
  openRecord,
  openVault,
  ratchetSessionId,
  restoreAccountIdentity,
  restoreDevice,
  restorePrekey,
  sealRecord,
  signDeviceList,
  signPlace,
  verifyBundle,
  verifyDeviceList,
  type DeviceListPlan,
  type OurDevice,
} from '../../src/protocol/index.ts';
import { label } from '../../src/protocol/suite.ts';
import {
  DeviceListSchema,
  DeviceSignatureSchema,
  PrekeySchema,
  SignedDeviceListSchema,
  SignedPrekeySchema,
} from '../../src/wire/gen/tacet/identity/v1/identity_pb.ts';
import { watchedCrypto } from './ledger.ts';
import { bundleOf, MONDAY_MS, settledPerson, type Person } from './people.ts';

/*
 * What is refused at its border, by the name that limits.md has for it: a value one beyond each bound is refused, the
 * last one within is not.
 */

let crypto: CryptoProvider;
let alice: Person;
beforeAll(async () => {
  crypto = await watchedCrypto();
  alice = await settledPerson(crypto, 12);
});

const refusal = (attempt: () => unknown): string => {
  try {
    attempt();
    return 'accepted';
  } catch (cause) {
    return cause instanceof TacetError ? `${cause.kind} ${cause.code}` : String(cause);
  }
};
const refused = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'accepted',
    (cause: unknown) => (cause instanceof TacetError ? `${cause.kind} ${cause.code}` : String(cause)),
  );
const changed = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
};

describe('A name for every length', () => {
  it.each<readonly [string, (bytes: Uint8Array) => unknown, number]>([
    ['device-id', deviceId, 16],
    ['envelope-id', envelopeId, 16],
    ['ratchet-session-id', ratchetSessionId, 16],
    ['account-identity-key', accountIdentityKey, 32],
    ['device-signing-key', deviceSigningKey, 32],
    ['device-agreement-key', deviceAgreementKey, 32],
  ])('%s', (name, make, length) => {
    expect(refusal(() => make(new Uint8Array(length)))).toBe('accepted');
    for (const wrong of [length - 1, length + 1]) {
      expect(refusal(() => make(new Uint8Array(wrong)))).toBe(`codec ${name}-length`);
    }
  });
});

const planned = (change: Partial<DeviceListPlan> = {}): DeviceListPlan => ({
  accountId: alice.certified.accountId,
  identityKey: alice.identity.publicKey,
  previous: null,
  devices: [{ ...alice.device.public, addedAtMs: MONDAY_MS }],
  nowMs: MONDAY_MS,
  identityReset: false,
  ...change,
});
const listed = (devices: readonly OurDevice[]) =>
  devices.map((device) => ({ ...device.public, addedAtMs: MONDAY_MS }));

/** As many devices of Alice. */
const devicesOf = (count: number): Promise<OurDevice[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const owner = { ...alice.certified, deviceId: deviceId(freshId(crypto)) };
      return (await createDevice(crypto, owner)).device;
    }),
  );

async function signedBy(devices: readonly OurDevice[], list: Uint8Array) {
  const places = await Promise.all(devices.map((device) => signPlace(crypto, device, MONDAY_MS)));
  return signDeviceList(crypto, alice.identity, list, places);
}
const verified = (bytes: Uint8Array) => verifyDeviceList(crypto, alice.certified.accountId, bytes);

/** Alice's first list as somebody with all its keys would write it. */
async function altered(change: (list: ReturnType<typeof create<typeof DeviceListSchema>>) => void) {
  const list = fromBinary(DeviceListSchema, fromBinary(SignedDeviceListSchema, alice.signedList).list);
  change(list);
  return refused(verified(await signedBy([alice.device], toBinary(DeviceListSchema, list))));
}

describe('A device list [I-3]', () => {
  it('names one to sixteen devices', async () => {
    const devices = await devicesOf(limits.MAX_DEVICES);
    const full = await verified(
      await signedBy(devices, buildDeviceList(planned({ devices: listed(devices) }))),
    );
    expect(full.certified).toHaveLength(16);
    const more = listed([...devices, alice.device]);
    expect(refusal(() => buildDeviceList(planned({ devices: more })))).toBe('usage device-list-size');
    expect(refusal(() => buildDeviceList(planned({ devices: [] })))).toBe('usage device-list-size');
  });

  it('resets only what there was, and takes whole times', () => {
    expect(refusal(() => buildDeviceList(planned({ identityReset: true })))).toBe(
      'usage device-list-reset-of-nothing',
    );
    for (const nowMs of [-1, 0.5, 2 ** 53]) {
      expect(refusal(() => buildDeviceList(planned({ nowMs })))).toBe('usage integer-out-of-range');
    }
  });

  it('has times that a number counts exactly, and is of version 1 or later', async () => {
    const last = BigInt(Number.MAX_SAFE_INTEGER);
    expect(await altered((list) => void (list.createdAtMs = last))).toBe('accepted');
    expect(await altered((list) => void (list.createdAtMs = last + 1n))).toBe('codec device-list-integer');
    const [device] = fromBinary(
      DeviceListSchema,
      fromBinary(SignedDeviceListSchema, alice.signedList).list,
    ).devices;
    const future = device && { ...device, addedAtMs: last + 1n };
    expect(await altered((list) => void (list.devices = future ? [future] : []))).toBe(
      'codec device-list-integer',
    );
    const zeroth = await altered((list) => {
      list.version = 0n;
      list.previousHash = new Uint8Array(32).fill(1);
    });
    expect(zeroth).toBe('validation device-list-predecessor');
  });

  it('[I-4] is put together from signatures in any order', async () => {
    const devices = await devicesOf(3);
    const list = buildDeviceList(planned({ devices: listed(devices) }));
    for (const order of [devices, devices.toReversed(), [...devices.slice(1), ...devices.slice(0, 1)]]) {
      expect(await refused(verified(await signedBy(order, list)))).toBe('accepted');
    }
  });

  it('[I-4] has a signature of each device in its place, and none besides', async () => {
    const [one, two] = await devicesOf(2);
    const devices = [one ?? alice.device, two ?? alice.device];
    const list = buildDeviceList(planned({ devices: listed(devices) }));
    const good = fromBinary(SignedDeviceListSchema, await signedBy(devices, list));
    const [first, second] = good.deviceSignatures;
    const { accountSignature } = good;
    const said = async (init: MessageInitShape<typeof SignedDeviceListSchema>): Promise<string> => {
      const bytes = toBinary(
        SignedDeviceListSchema,
        create(SignedDeviceListSchema, {
          list,
          accountSignature,
          deviceSignatures: good.deviceSignatures,
          ...init,
        }),
      );
      return refused(verified(bytes));
    };
    const [a, b] = [first ?? create(DeviceSignatureSchema), second ?? create(DeviceSignatureSchema)];
    expect(await said({})).toBe('accepted');
    expect(await said({ deviceSignatures: [a, b, b] })).toBe('verification device-list-device-signature');
    expect(await said({ deviceSignatures: [b, a] })).toBe('verification device-list-device-signature');
    const misnamed = { deviceId: b.deviceId, signature: a.signature };
    expect(await said({ deviceSignatures: [misnamed, b] })).toBe('verification device-list-device-signature');
    const short = { deviceId: a.deviceId, signature: new Uint8Array(63) };
    expect(await said({ deviceSignatures: [short, b] })).toBe('codec device-list-signature-length');
    expect(await said({ accountSignature: new Uint8Array(65) })).toBe('codec device-list-signature-length');
    expect(await said({ list: Uint8Array.of(255) })).toBe('codec device-list-malformed');
    expect(await refused(verified(Uint8Array.of(255)))).toBe('codec device-list-malformed');
  });

  it.each(['signingKey', 'agreementKey'] as const)('[I-7] keeps a device’s %s', async (key) => {
    const before = await verified(alice.signedList);
    const [other] = await devicesOf(1);
    const device = { ...alice.device, public: { ...alice.device.public, [key]: other?.public[key] } };
    const signing = key === 'signingKey' ? (other?.signing ?? device.signing) : device.signing;
    const list = buildDeviceList(planned({ previous: headOf(before), devices: listed([device]) }));
    const next = await verified(await signedBy([{ ...device, signing }], list));
    expect(refusal(() => advanceDeviceList(before, next))).toBe('verification device-list-keys-changed');
  });
});

/** What Alice's device would have signed. */
async function prekeySaid(
  slot: 'x25519Signed' | 'x25519OneTime',
  change: MessageInitShape<typeof PrekeySchema>,
) {
  const good = bundleOf(alice);
  const bytes = good[slot] ?? new Uint8Array();
  const prekey = fromBinary(PrekeySchema, fromBinary(SignedPrekeySchema, bytes).prekey);
  const other = toBinary(PrekeySchema, create(PrekeySchema, { ...prekey, ...change }));
  const signature = await crypto.ed25519.sign(alice.device.signing, concat(label('tacet/prekey/v1'), other));
  const signedPrekey = create(SignedPrekeySchema, { prekey: other, signature });
  const bundle = { ...good, [slot]: toBinary(SignedPrekeySchema, signedPrekey) };
  const nothingSeen = { x25519Signed: 0, mlKemLastResort: 0 };
  return refused(verifyBundle(crypto, alice.certified, bundle, nothingSeen));
}

describe('A prekey [PK-2] [PK-3]', () => {
  it('is of a format, a counter and a time that the rules know, although it is signed', async () => {
    expect(await prekeySaid('x25519Signed', {})).toBe('accepted');
    expect(await prekeySaid('x25519Signed', { format: 2 })).toBe('codec prekey-version');
    expect(await prekeySaid('x25519Signed', { counter: 0n })).toBe('codec prekey-counter');
    expect(await prekeySaid('x25519OneTime', { counter: 1n })).toBe('codec prekey-counter');
    expect(await prekeySaid('x25519Signed', { counter: 2n ** 53n })).toBe('codec prekey-integer');
    expect(await prekeySaid('x25519Signed', { createdAtMs: 2n ** 53n })).toBe('codec prekey-integer');
    expect(await prekeySaid('x25519Signed', { publicKey: new Uint8Array(31) })).toBe(
      'codec prekey-public-key-length',
    );
  });

  it('that is no protobuf, or whose signature is no signature, is refused by name', async () => {
    const good = bundleOf(alice);
    const signedPrekey = fromBinary(SignedPrekeySchema, good.x25519Signed);
    const notParsing = Uint8Array.of(255);
    const signature = await crypto.ed25519.sign(
      alice.device.signing,
      concat(label('tacet/prekey/v1'), notParsing),
    );
    for (const [bytes, code] of [
      [notParsing, 'codec prekey-malformed'],
      [
        toBinary(SignedPrekeySchema, { ...signedPrekey, signature: new Uint8Array(63) }),
        'codec prekey-signature-length',
      ],
      [
        toBinary(SignedPrekeySchema, { ...signedPrekey, prekey: notParsing, signature }),
        'codec prekey-malformed',
      ],
    ] as const) {
      const seen = { x25519Signed: 0, mlKemLastResort: 0 };
      const bundle = { ...good, x25519Signed: bytes };
      expect(await refused(verifyBundle(crypto, alice.certified, bundle, seen))).toBe(code);
    }
  });
});

describe('A stored key', () => {
  it('of another version or length is refused by name', async () => {
    const device = (await createDevice(crypto, alice.certified)).record.expose();
    const identity = await createAccountIdentity(crypto);
    const account = identity.record.expose();
    const plan = { kind: 'x25519-signed', keyId: 1, nowMs: MONDAY_MS } as const;
    const prekey = (await createPrekey(crypto, alice.device, plan)).record.expose();
    for (const [attempt, code] of [
      [restoreDevice(crypto, changed(device, 0, 2)), 'device-record-version'],
      [restoreDevice(crypto, device.slice(1)), 'device-record-version'],
      [restoreDevice(crypto, device.slice(0, -1)), 'device-record-truncated'],
      [restoreDevice(crypto, concat(device, u8(0))), 'device-record-trailing'],
      [restoreAccountIdentity(crypto, changed(account, 0, 2)), 'account-identity-record-version'],
      [restoreAccountIdentity(crypto, account.slice(0, -1)), 'account-identity-record-truncated'],
      [restorePrekey(crypto, changed(prekey, 0, 2)), 'prekey-record-version'],
      [restorePrekey(crypto, changed(prekey, 1, 9)), 'prekey-record-kind'],
      [restorePrekey(crypto, prekey.slice(0, -1)), 'prekey-record-truncated'],
    ] as const) {
      expect(await refused(attempt)).toBe(`codec ${code}`);
    }
    expect(String(identity.record)).toBe('[AccountIdentityRecord redacted]');
  });
});

describe('A sealed record [V-4]', () => {
  it('has a version, a nonce and a whole tag', async () => {
    const root = createVaultRoot(crypto);
    expect(String(root)).toBe('[VaultRoot redacted]');
    const vault = await openVault(crypto, root);
    const place = { store: 'account', key: new Uint8Array(1), version: 1 };
    const sealed = await sealRecord(crypto, vault, place, new Uint8Array());
    expect(sealed).toHaveLength(1 + 12 + 16);
    const said = (bytes: Uint8Array) => refused(openRecord(crypto, vault, place, bytes));
    expect(await said(sealed)).toBe('accepted');
    expect(await said(changed(sealed, 0, 2))).toBe('codec sealed-version');
    expect(await said(sealed.slice(0, 5))).toBe('codec sealed-truncated');
    expect(await said(sealed.slice(0, -1))).toBe('codec sealed-truncated');
    expect(await said(changed(sealed, 20, 0))).toBe('verification record-damaged');
    const broken = new InternalError('platform-aes');
    const platform = { ...crypto, open: () => Promise.reject(broken) };
    await expect(openRecord(platform, vault, place, sealed)).rejects.toBe(broken);
  });
});

describe('The work of a password [P-1] [P-3]', () => {
  it('is done up to the bounds', async () => {
    // The bounds are ours; 20,000,000 rounds are not worth a test's time.
    const quick = { ...crypto, pbkdf2: () => Promise.resolve(fixed(32, new Uint8Array(32), 'stretched')) };
    const input = { username: 'alice', password: 'p', salt: crypto.random(16), rounds: 1_000_000 };
    const said = (change: Partial<typeof input>) =>
      refused(derivePasswordKeys(quick, { ...input, ...change }));
    expect(await said({ rounds: limits.MAX_PASSWORD_ROUNDS })).toBe('accepted');
    expect(await said({ rounds: limits.MAX_PASSWORD_ROUNDS + 1 })).toBe('verification password-rounds');
    expect(await said({ password: 'x'.repeat(1_024) })).toBe('accepted');
    expect(await said({ password: 'x'.repeat(1_025) })).toBe('validation password-length');
    expect((await derivePasswordKeys(quick, input)).wrappingKey.role).toBe('WrappingKey');
  });
});
