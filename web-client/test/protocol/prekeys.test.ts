import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { concat, hex } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  createPrekey,
  restorePrekey,
  verifyBundle,
  type PrekeyBundle,
  type PrekeyKind,
} from '../../src/protocol/index.ts';
import { PREKEY_LABEL } from '../../src/protocol/prekeys/prekey.ts';
import { SignedPrekeySchema } from '../../src/wire/gen/tacet/identity/v1/identity_pb.ts';
import { watchedCrypto } from './ledger.ts';
import { bundleOf, MONDAY_MS, settledPerson, stock, type Person } from './people.ts';

// Thousands of real operations: slow only on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const NOTHING_SEEN = { x25519Signed: 0, mlKemLastResort: 0 };
const KINDS: readonly PrekeyKind[] = [
  'x25519-signed',
  'x25519-one-time',
  'ml-kem-last-resort',
  'ml-kem-one-time',
];
let crypto: CryptoProvider;
let bob: Person;
beforeAll(async () => {
  crypto = await watchedCrypto();
  bob = await settledPerson(crypto, 9);
});

/** One of Bob's published prekeys of a kind. */
async function published(kind: PrekeyKind, who = bob, counter = 1): Promise<Uint8Array> {
  await stock(who, kind, 1, counter);
  return who.shelf.get(kind)?.at(-1) ?? new Uint8Array();
}

describe('A stored prekey', () => {
  it.each(KINDS)('%s comes back as it was [PK-1]', async (kind) => {
    const { prekey, record } = await createPrekey(crypto, bob.device, {
      kind,
      keyId: 7,
      counter: 3,
      nowMs: MONDAY_MS,
    });
    const restored = await restorePrekey(crypto, record.expose());
    expect({ ...restored, key: null }).toEqual({ ...prekey, key: null });
    expect(restored.key.extractable).toBe(false);
    expect(restored.counter).toBe(kind.endsWith('one-time') ? 0 : 3);
    expect(String(record)).toBe('[PrekeyRecord redacted]');
  });

  it('of a wrong form is a codec error', async () => {
    const plan = { kind: 'x25519-signed', keyId: 7, nowMs: MONDAY_MS } as const;
    const record = (await createPrekey(crypto, bob.device, plan)).record.expose();
    const kindNine = record.slice();
    kindNine[1] = 9;
    for (const wrong of [
      new Uint8Array(),
      record.slice(1),
      record.slice(0, -1),
      concat(record, record),
      kindNine,
    ]) {
      await expect(restorePrekey(crypto, wrong)).rejects.toMatchObject({ kind: 'codec' });
    }
  });
});

describe('A bundle', () => {
  it('[PK-4] verifies, prefers the one-time ML-KEM key, and says what to remember', async () => {
    const verified = await verifyBundle(crypto, bob.certified, bundleOf(bob), NOTHING_SEEN);
    expect([verified.kem.kind, verified.oneTime?.kind]).toEqual(['ml-kem-one-time', 'x25519-one-time']);
    expect(verified.counters).toEqual({ x25519Signed: 1, mlKemLastResort: 1 });
    const poor = { ...bundleOf(bob), x25519OneTime: null, mlKemOneTime: null };
    expect((await verifyBundle(crypto, bob.certified, poor, NOTHING_SEEN)).kem.kind).toBe(
      'ml-kem-last-resort',
    );
  });

  it('[PK-3] [PK-4] raises an alarm when an older rotating prekey comes back', async () => {
    const who = await settledPerson(crypto, 0);
    const old = bundleOf(who);
    await stock(who, 'x25519-signed', 1, 2);
    await stock(who, 'ml-kem-last-resort', 1, 2);
    const { counters } = await verifyBundle(crypto, who.certified, bundleOf(who), NOTHING_SEEN);
    for (const replayed of [
      old,
      { ...bundleOf(who), x25519Signed: old.x25519Signed },
      { ...bundleOf(who), mlKemLastResort: old.mlKemLastResort },
    ]) {
      await expect(verifyBundle(crypto, who.certified, replayed, counters)).rejects.toMatchObject({
        kind: 'verification',
        code: 'prekey-counter-lowered',
      });
    }
  });

  it('[PK-2] refuses prekeys of another device, another kind, or altered ones', async () => {
    const mallory = await settledPerson(crypto, 1);
    const good = bundleOf(bob);
    const cases: readonly (readonly [string, PrekeyBundle])[] = [
      ['prekey-signature', { ...good, x25519Signed: await published('x25519-signed', mallory) }],
      ['prekey-signature', { ...good, mlKemOneTime: await published('ml-kem-one-time', mallory) }],
      ['prekey-kind', { ...good, x25519Signed: await published('x25519-one-time') }],
      ['prekey-kind', { ...good, mlKemOneTime: good.mlKemLastResort }],
      ['prekey-kind', { ...good, mlKemLastResort: await published('ml-kem-one-time') }],
    ];
    for (const [code, bundle] of cases) {
      await expect(verifyBundle(crypto, bob.certified, bundle, NOTHING_SEEN)).rejects.toMatchObject({ code });
    }
    // Signed by the right key, but naming another account's device.
    const stranger = {
      ...bob.device,
      public: { ...bob.device.public, accountId: mallory.certified.accountId },
    };
    const { signed } = await createPrekey(crypto, stranger, {
      kind: 'x25519-signed',
      keyId: 1,
      nowMs: MONDAY_MS,
    });
    await expect(
      verifyBundle(crypto, bob.certified, { ...good, x25519Signed: signed }, NOTHING_SEEN),
    ).rejects.toMatchObject({ code: 'prekey-of-another-device' });
  });

  it('[PK-2] refuses a prekey that says more than its form does, although it is signed', async () => {
    const good = bundleOf(bob);
    const { prekey } = fromBinary(SignedPrekeySchema, good.x25519Signed);
    const more = concat(prekey, Uint8Array.of(0x98, 0x06, 1)); // field 99, the number 1
    const signature = await crypto.ed25519.sign(bob.device.signing, concat(PREKEY_LABEL, more));
    const x25519Signed = toBinary(
      SignedPrekeySchema,
      create(SignedPrekeySchema, { prekey: more, signature }),
    );
    await expect(
      verifyBundle(crypto, bob.certified, { ...good, x25519Signed }, NOTHING_SEEN),
    ).rejects.toMatchObject({ kind: 'codec', code: 'prekey-malformed' });
  });

  it('[PK-2] with any byte of any prekey changed is refused with a typed error', async () => {
    const good = bundleOf(bob);
    const signed = good.x25519Signed;
    for (let index = 0; index < signed.length; index += 1) {
      const altered = signed.slice();
      altered[index] = (altered[index] ?? 0) ^ 0x10;
      await expect(
        verifyBundle(crypto, bob.certified, { ...good, x25519Signed: altered }, NOTHING_SEEN),
      ).rejects.toMatchObject({ kind: expect.stringMatching(/^(?:codec|verification)$/) });
    }
    expect(hex(good.x25519Signed)).toBe(hex(signed));
  });
});
