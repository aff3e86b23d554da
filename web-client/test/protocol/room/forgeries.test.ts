import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { concat, fixed } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  buildDeviceList,
  decodeSignedEntry,
  refuseShorter,
  signDeviceList,
  signPlace,
  takeEntries,
  takeEntry,
  verifyDeviceList,
  type AccountId,
  type LogContext,
  type MembershipChange,
  type OurAccountIdentity,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';
import { encodeSignedEntry } from '../../../src/protocol/room/entry-codec.ts';
import { accountIdentityKey, deviceSigningKey } from '../../../src/protocol/identity/keys.ts';
import { label } from '../../../src/protocol/suite.ts';
import { watchedCrypto } from '../ledger.ts';
import { MONDAY_MS, person, type Person } from '../people.ts';
import { codeOf } from '../refusal.ts';
import {
  ACCEPT,
  expulsionOf,
  group,
  Group,
  inviteOf,
  LEAVE,
  NEWCOMER,
  relisted,
  removalOf,
  startedOver,
  withSecondDevice,
  ZEROS,
} from './groups.ts';

let crypto: CryptoProvider;
let alice: Person;
let bob: Person;
let carol: Person;
/** Has an account, and the service does what she likes. */
let mallory: Person;
/** Alice owns it, Bob and Carol are members. */
let room: Group;

beforeAll(async () => {
  crypto = await watchedCrypto();
  [alice, bob] = [await person(crypto), await person(crypto)];
  [carol, mallory] = [await person(crypto), await person(crypto)];
});
beforeEach(async () => {
  room = await group(alice, bob, carol);
});

const idOf = ({ certified }: Person) => certified.accountId;
const authorOf = ({ device }: Person) => ({
  accountId: device.public.accountId,
  deviceId: device.public.deviceId,
});
/** What a member makes of these bytes; nothing of what it knew may change. */
async function verdict(signed: Uint8Array, context = NEWCOMER): Promise<string> {
  const before = structuredClone({ ...room.log });
  const said = await codeOf(takeEntry(crypto, room.log, room.roomId, signed, context));
  expect(room.log).toEqual(expect.objectContaining(before));
  return said;
}

/** A list of somebody's account that she never made. */
async function madeUpList(
  account: AccountId,
  by: Person,
  version: number,
  isReset = false,
): Promise<Uint8Array> {
  const previous =
    version === 1 ? null : { version: version - 1, hash: fixed(32, crypto.random(32), 'hash') };
  const list = buildDeviceList({
    accountId: account,
    identityKey: by.identity.publicKey,
    previous,
    devices: [{ ...by.device.public, addedAtMs: MONDAY_MS }],
    nowMs: MONDAY_MS,
    identityReset: isReset,
  });
  const under = { ...by.device.public, accountId: account, accountIdentityKey: by.identity.publicKey };
  const place = await signPlace(crypto, { ...by.device, public: under }, MONDAY_MS);
  return signDeviceList(crypto, by.identity, list, [place]);
}

async function naming(account: AccountId, list: Uint8Array) {
  const { version, hash } = await verifyDeviceList(crypto, account, list);
  return { listVersion: version, listHash: hash };
}

describe('A service that adds a listener', () => {
  it('[M-5] finds no change that a stranger may make', async () => {
    for (const change of [ACCEPT, inviteOf(mallory)]) {
      expect(await verdict(await room.forged(mallory, change))).toBe('verification membership-role');
    }
  });

  it('[M-2] cannot sign for the owner’s device', async () => {
    const beside = alice.signedList;
    const claim = { author: authorOf(alice), ...(await naming(idOf(alice), beside)) };
    const signed = await room.forged(mallory, inviteOf(mallory), claim, beside);
    expect(await verdict(signed)).toBe('verification membership-signature');
  });

  it('[M-3] cannot say that its device is one of the owner’s', async () => {
    const beside = alice.signedList;
    const { deviceId } = authorOf(mallory);
    const claim = { author: { ...authorOf(alice), deviceId }, ...(await naming(idOf(alice), beside)) };
    expect(await verdict(await room.forged(mallory, inviteOf(mallory), claim, beside))).toBe(
      'verification membership-device',
    );
  });

  it('[M-3] [M-4] cannot replace the owner’s list by one of its own', async () => {
    const author = { ...authorOf(mallory), accountId: idOf(alice) };
    const claim = { author, ...(await naming(idOf(alice), alice.signedList)) };
    const hers = await room.forged(mallory, inviteOf(mallory), claim, mallory.signedList);
    expect(await verdict(hers)).toBe('verification device-list-of-another-account');
    const lists: readonly (readonly [Uint8Array, string])[] = [
      [await madeUpList(idOf(alice), mallory, 1), 'device-list-forked'],
      [await madeUpList(idOf(alice), mallory, 2), 'membership-identity'],
      [await madeUpList(idOf(alice), mallory, 2, true), 'membership-identity'],
    ];
    for (const [beside, code] of lists) {
      const named = { author, ...(await naming(idOf(alice), beside)) };
      const signed = await room.forged(mallory, inviteOf(mallory), named, beside);
      expect(await verdict(signed)).toBe(`verification ${code}`);
    }
  });

  it('[M-4] whoever replaced her identity has to be invited again', async () => {
    const newBob = await startedOver(bob);
    expect(await verdict(await room.forged(newBob, LEAVE))).toBe('verification membership-identity');
    await room.change(alice, removalOf(bob));
    await room.change(alice, inviteOf(newBob));
    expect(await verdict(await room.forged(bob, ACCEPT))).toBe('verification membership-identity');
    await room.change(newBob, ACCEPT);
    expect(room.log.members.at(-1)?.identityKey).toEqual(newBob.identity.publicKey);
  });

  it('[M-1] cannot write into a room of hers what was signed for another', async () => {
    const other = await group(alice, mallory);
    const signed = other.entries[1] ?? new Uint8Array();
    expect(await verdict(signed)).toBe('verification membership-room');
    const { entry, signature, authorList } = decodeSignedEntry(await room.draft(alice, inviteOf(mallory)));
    const elsewhere = decodeSignedEntry(await other.forged(alice, inviteOf(mallory)));
    const mixed = encodeSignedEntry({ entry, signature: elsewhere.signature, authorList });
    expect(signature).not.toEqual(elsewhere.signature);
    expect(await verdict(mixed)).toBe('verification membership-signature');
  });
});

describe('A service that leaves something out', () => {
  it('[M-8] takes nothing out of the middle: the next one waits, or does not fit', async () => {
    const [first, , third, fourth] = room.entries;
    const gone = await takeEntries(
      crypto,
      null,
      room.roomId,
      [first, third, fourth].flatMap((e) => e ?? []),
      NEWCOMER,
    );
    expect(gone.refusal).toMatchObject({ kind: 'validation', code: 'membership-gap' });
    expect([gone.log?.sequence, gone.taken.length]).toEqual([1, 1]);
    const renumbered = await room.forged(alice, LEAVE, { previousHash: room.log.hashes[1] ?? ZEROS });
    expect(await verdict(renumbered)).toBe('verification membership-forked');
    expect(await verdict(await room.forged(alice, LEAVE, { sequence: 6 }))).toBe('validation membership-gap');
    const inTheMiddle = await room.forged(alice, LEAVE, { sequence: 3 });
    expect(await codeOf(takeEntry(crypto, null, room.roomId, inTheMiddle, NEWCOMER))).toBe(
      'validation membership-gap',
    );
  });

  it('[M-8] shows two people two truths: whoever has one takes no other', async () => {
    const mine = await room.draft(alice, removalOf(bob));
    const yours = await room.draft(alice, removalOf(carol));
    await room.append(crypto, mine);
    expect(await verdict(yours)).toBe('verification membership-forked');
    const { log, taken } = await takeEntry(crypto, room.log, room.roomId, mine, NEWCOMER);
    expect([log, taken]).toEqual([room.log, null]);
  });

  it('[M-8] shows a shorter log than before', () => {
    const lengths = [0, room.log.sequence - 1, room.log.sequence, room.log.sequence + 1];
    const refused = lengths.map((shown) => {
      try {
        refuseShorter(room.log, shown);
        return 'accepted';
      } catch (cause) {
        return String(cause);
      }
    });
    const no = 'VerificationError: membership-rolled-back';
    expect(refused).toEqual([no, no, 'accepted', 'accepted']);
  });

  it('[M-3] leaves out a list that is needed, or sends another', async () => {
    const newAlice = await relisted(alice, [alice.device]);
    const signed = await room.draft(newAlice, { type: 'rename', nameHash: ZEROS });
    const { entry, signature, authorList } = decodeSignedEntry(signed);
    expect(authorList).toEqual(newAlice.signedList);
    const beside = (list: Uint8Array | null) => encodeSignedEntry({ entry, signature, authorList: list });
    expect(await verdict(beside(null))).toBe('verification membership-list-missing');
    expect(await verdict(beside(alice.signedList))).toBe('verification membership-list');
    const third = await relisted(newAlice, [alice.device]);
    expect(await verdict(beside(third.signedList))).toBe('verification membership-list');
    const twin = await madeUpList(idOf(alice), { ...mallory, identity: alice.identity }, 2);
    expect(await verdict(beside(twin))).toBe('verification membership-list');
    expect(await verdict(beside(crypto.random(20)))).toMatch(/^codec /);
    expect(await verdict(beside(newAlice.signedList))).toBe('accepted');
  });

  it('[M-3] names the list beside it by its version, too', async () => {
    const newAlice = await relisted(alice, [alice.device]);
    const claim = { ...(await naming(idOf(alice), newAlice.signedList)), listVersion: 3 };
    expect(await verdict(await room.forged(newAlice, LEAVE, claim))).toBe('verification membership-list');
  });

  it('[M-3] a list that the log has already may come again, and has to hold', async () => {
    const { entry, signature, authorList } = decodeSignedEntry(await room.draft(alice, LEAVE));
    expect(authorList).toBeNull();
    expect(await verdict(encodeSignedEntry({ entry, signature, authorList: alice.signedList }))).toBe(
      'accepted',
    );
    expect(await verdict(encodeSignedEntry({ entry, signature, authorList: bob.signedList }))).toBe(
      'verification device-list-of-another-account',
    );
  });
});

describe('A thief', () => {
  it('[M-3] of a device that was taken off writes nothing under the old list, once the log knows a newer', async () => {
    const [first, stolen] = await withSecondDevice(alice);
    await room.change(stolen, { type: 'rename', nameHash: ZEROS });
    const afterwards = await relisted(first, [first.device]);
    await room.change(afterwards, { type: 'rename', nameHash: ZEROS });
    expect(await verdict(await room.forged(stolen, inviteOf(mallory)))).toBe(
      'verification membership-list-lowered',
    );
    const claim = await naming(idOf(alice), afterwards.signedList);
    expect(await verdict(await room.forged(stolen, inviteOf(mallory), claim, afterwards.signedList))).toBe(
      'verification membership-device',
    );
  });

  it('[M-3] tells no second truth about a list that a reader remembers', async () => {
    const newAlice = await relisted(alice, [alice.device]);
    const signed = await room.draft(newAlice, LEAVE);
    const asked: unknown[] = [];
    const remembering = (hash: Uint8Array): LogContext => ({
      ...NEWCOMER,
      rememberedHash: (account, version) => {
        asked.push([account, version]);
        return Promise.resolve(fixed(32, hash, 'hash'));
      },
    });
    const { listHash } = await naming(idOf(alice), newAlice.signedList);
    expect(await verdict(signed, remembering(ZEROS))).toBe('verification device-list-forked');
    expect(await verdict(signed, remembering(listHash))).toBe('accepted');
    expect(asked).toEqual([
      [idOf(alice), 2],
      [idOf(alice), 2],
    ]);
  });

  it('[M-3] nor about one that the log brought', async () => {
    const twin = await madeUpList(idOf(alice), { ...mallory, identity: alice.identity }, 1);
    const claim = {
      ...(await naming(idOf(alice), twin)),
      author: { ...authorOf(mallory), accountId: idOf(alice) },
    };
    expect(await verdict(await room.forged(mallory, LEAVE, claim, twin))).toBe(
      'verification device-list-forked',
    );
  });

  it('[K-3] [M-2] has no key for which every signature holds', async () => {
    // The neutral point: with R and A of small order and S = 0 the equation holds for any message.
    const neutral = Uint8Array.of(1, ...new Uint8Array(31));
    const always = fixed(64, concat(neutral, new Uint8Array(32)), 'signature');
    const weak = { ...mallory.device.public, signingKey: deviceSigningKey(neutral), addedAtMs: MONDAY_MS };
    for (const [identity, code] of [
      [{ ...mallory.identity, publicKey: accountIdentityKey(neutral) }, 'device-list-account-signature'],
      [mallory.identity, 'device-list-device-signature'],
    ] as const satisfies readonly (readonly [OurAccountIdentity, string])[]) {
      const list = buildDeviceList({
        accountId: idOf(mallory),
        identityKey: identity.publicKey,
        previous: null,
        devices: [weak],
        nowMs: MONDAY_MS,
        identityReset: false,
      });
      const beside = await signDeviceList(crypto, mallory.identity, list, [
        { deviceId: weak.deviceId, signature: always },
      ]);
      const listHash = await crypto.sha256(list);
      const { entry } = decodeSignedEntry(await room.forged(mallory, ACCEPT, { listHash }, null));
      const signed = encodeSignedEntry({ entry, signature: always, authorList: beside });
      expect(await verdict(signed)).toBe(`verification ${code}`);
    }
    const { entry } = decodeSignedEntry(await room.draft(alice, LEAVE));
    expect(await verdict(encodeSignedEntry({ entry, signature: always, authorList: null }))).toBe(
      'verification membership-signature',
    );
  });

  it('[M-2] cannot use what was signed for another purpose', async () => {
    const { entry } = decodeSignedEntry(await room.draft(alice, LEAVE));
    const others = ['tacet/device-list/device/v1', 'tacet/prekey/v1', 'tacet/membership/entry/v2'] as const;
    const inputs = [...others.map((name) => concat(label(name), entry)), entry];
    for (const input of inputs) {
      const signature = await crypto.ed25519.sign(alice.device.signing, input);
      expect(await verdict(encodeSignedEntry({ entry, signature, authorList: null }))).toBe(
        'verification membership-signature',
      );
    }
  });
});

const expel = (who: Person, evidence: Uint8Array): MembershipChange => ({
  type: 'expel',
  accountId: idOf(who),
  evidence,
});
/** What Carol’s expelling somebody comes to. */
const expelling = async (change: MembershipChange, log: VerifiedLog = room.log, context = NEWCOMER) =>
  codeOf(takeEntry(crypto, log, room.roomId, await room.forged(carol, change), context));

describe('[M-5] Evidence of another identity', () => {
  const NO = 'verification membership-evidence';

  it('is a list that resets, under another identity than the log’s', async () => {
    const newBob = await startedOver(bob);
    expect(await expelling(expulsionOf(newBob))).toBe('accepted');
    expect(await expelling(expulsionOf(bob))).toBe(NO);
    expect(await expelling(expulsionOf(await relisted(bob, [bob.device])))).toBe(NO);
    expect(await expelling(expel(bob, await madeUpList(idOf(bob), mallory, 2)))).toBe(NO);
  });

  it('is of that account, and signed', async () => {
    const newCarol = await startedOver(carol);
    expect(await expelling(expel(bob, newCarol.signedList))).toBe(
      'verification device-list-of-another-account',
    );
    const damaged = (await startedOver(bob)).signedList.slice();
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    expect(await expelling(expel(bob, damaged))).toBe('verification device-list-device-signature');
    expect(await expelling(expel(bob, new Uint8Array([0xff])))).toBe('codec device-list-malformed');
  });

  it('is not older than what she wrote under', async () => {
    const twice = await startedOver(await startedOver(bob));
    const once = await startedOver(bob);
    await room.change(alice, expulsionOf(once));
    await room.change(alice, inviteOf(twice));
    await room.change(twice, ACCEPT);
    // True, and long since known: the reset before the one under which she came back.
    expect(await expelling(expulsionOf(once))).toBe(NO);
    const sameVersion = await madeUpList(idOf(bob), mallory, 3, true);
    expect(await expelling(expel(bob, sameVersion))).toBe(NO);
    expect(await expelling(expulsionOf(await startedOver(twice)))).toBe('accepted');
  });

  it('is not the list under which somebody was invited', async () => {
    const newBob = await startedOver(bob);
    await room.change(alice, removalOf(bob));
    await room.change(alice, inviteOf(newBob));
    expect(await expelling(expulsionOf(newBob))).toBe(NO);
  });

  it('[M-3] is compared with what a reader remembers: anybody can make a list that resets', async () => {
    const forged = expel(bob, await madeUpList(idOf(bob), mallory, 2, true));
    const { hash } = await verifyDeviceList(
      crypto,
      idOf(bob),
      (await relisted(bob, [bob.device])).signedList,
    );
    const isBobs = (account: AccountId) => Buffer.from(account).equals(idOf(bob));
    const knowing: LogContext = {
      ...NEWCOMER,
      rememberedHash: (account, version) => Promise.resolve(isBobs(account) && version === 2 ? hash : null),
    };
    expect(await expelling(forged, room.log, knowing)).toBe('verification device-list-forked');
    // Whoever does not know that version is told of it, and compares as soon as it does.
    const { taken } = await takeEntry(
      crypto,
      room.log,
      room.roomId,
      await room.forged(carol, forged),
      NEWCOMER,
    );
    expect(taken?.lists.at(-1)).toMatchObject({ accountId: idOf(bob), version: 2 });
  });
});
