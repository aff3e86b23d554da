import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { beforeAll, describe, expect, it } from 'vitest';
import { compare, fixed } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  accountId,
  accountIdentityKey,
  decodeEntry,
  decodeSignedEntry,
  deviceId,
  limits,
  makeEntry,
  roomId,
  type MembershipChange,
  type MembershipEntry,
} from '../../../src/protocol/index.ts';
import { encodeEntry, encodeSignedEntry } from '../../../src/protocol/room/entry-codec.ts';
import {
  MembershipEntrySchema,
  type MembershipEntry as WireEntry,
} from '../../../src/wire/gen/tacet/room/v1/room_pb.ts';
import { watchedCrypto } from '../ledger.ts';
import { MONDAY_MS, person } from '../people.ts';
import { code, codeOf } from '../refusal.ts';
import { group, LEAVE, withSecondDevice } from './groups.ts';

const id = (fill: number): Uint8Array => new Uint8Array(16).fill(fill);
const hash = (fill: number) => fixed(32, new Uint8Array(32).fill(fill), 'hash');
const somebody = (fill: number) => ({
  accountId: accountId(id(fill)),
  identityKey: accountIdentityKey(hash(fill)),
});
const entry: MembershipEntry = {
  roomId: roomId(id(1)),
  sequence: 7,
  previousHash: hash(2),
  author: { accountId: accountId(id(3)), deviceId: deviceId(id(4)) },
  listVersion: 5,
  listHash: hash(6),
  createdAtMs: MONDAY_MS,
  change: { type: 'leave' },
};
const invite = (...fills: readonly number[]): MembershipEntry => ({
  ...entry,
  change: { type: 'invite', people: fills.map(somebody) },
});
const first = { ...entry, sequence: 1, previousHash: hash(0) };

describe('[M-2] An entry', () => {
  it.each<MembershipChange>([
    { type: 'invite', people: Array.from({ length: limits.MAX_INVITED_AT_ONCE }, (_, at) => somebody(at)) },
    { type: 'accept' },
    { type: 'decline' },
    { type: 'leave' },
    { type: 'remove', accountId: accountId(id(8)) },
    { type: 'rename', nameHash: hash(8) },
    { type: 'hand-over', accountId: accountId(id(8)) },
    { type: 'expel', accountId: accountId(id(8)), evidence: new Uint8Array(4_000) },
  ])('says $type, there and back', (change) => {
    expect(decodeEntry(encodeEntry({ ...entry, change }))).toEqual({ ...entry, change });
  });

  it('says create, there and back', () => {
    const change = { type: 'create', nonce: hash(8), nameHash: hash(9) } as const;
    expect(decodeEntry(encodeEntry({ ...first, change }))).toEqual({ ...first, change });
  });

  it.each<readonly [string, MembershipEntry, string]>([
    ['no sequence', { ...entry, sequence: 0 }, 'predecessor'],
    ['a first entry with a predecessor', { ...entry, sequence: 1 }, 'predecessor'],
    ['a later entry without', { ...entry, previousHash: hash(0) }, 'predecessor'],
    ['an invite of nobody', invite(), 'people'],
    ['an invite out of order', invite(2, 1), 'people'],
    ['an invite of one person twice', invite(1, 1), 'people'],
    ['65 people', invite(...Array.from({ length: 65 }, (_, at) => at)), 'people'],
    [
      'more than 8,192 bytes',
      { ...entry, change: { type: 'expel', accountId: accountId(id(8)), evidence: new Uint8Array(8_192) } },
      'too-long',
    ],
  ])('with %s is neither written nor read', (_, wrong, what) => {
    expect(code(() => encodeEntry(wrong))).toBe(`validation membership-${what}`);
    const wire = fromBinary(MembershipEntrySchema, encodeEntry(entry));
    wire.sequence = BigInt(wrong.sequence);
    wire.previousHash = wrong.previousHash;
    if (wrong.change.type === 'invite') {
      const people = wrong.change.people.map((each) => ({ ...each }));
      wire.change = create(MembershipEntrySchema, { change: { case: 'invite', value: { people } } }).change;
    } else if (wrong.change.type === 'expel') {
      const value = { accountId: wrong.change.accountId, evidence: wrong.change.evidence };
      wire.change = create(MembershipEntrySchema, { change: { case: 'expel', value } }).change;
    }
    expect(code(() => decodeEntry(toBinary(MembershipEntrySchema, wire)))).toBe(
      `validation membership-${what}`,
    );
  });

  const UNKNOWN = { no: 99, wireType: 0, data: Uint8Array.of(1) } as const;
  it.each<readonly [string, (wire: WireEntry) => void, string]>([
    ['format 2', (wire) => void (wire.format = 2), 'membership-version'],
    ['a field that nobody knows', (wire) => void (wire.$unknown = [UNKNOWN]), 'membership-malformed'],
    [
      'a field of its change that nobody knows',
      (wire) => void Object.assign(wire.change.value ?? {}, { $unknown: [UNKNOWN] }),
      'membership-malformed',
    ],
    [
      'a field of a person that nobody knows',
      (wire) => {
        wire.change = create(MembershipEntrySchema, {
          change: { case: 'invite', value: { people: [somebody(1)] } },
        }).change;
        const [someone] = wire.change.case === 'invite' ? wire.change.value.people : [];
        Object.assign(someone ?? {}, { $unknown: [UNKNOWN] });
      },
      'membership-malformed',
    ],
    ['no change', (wire) => void (wire.change = { case: undefined }), 'membership-malformed'],
    ['a short room id', (wire) => void (wire.roomId = id(1).slice(1)), 'room-id-length'],
    ['a short account id', (wire) => void (wire.authorAccountId = id(1).slice(1)), 'account-id-length'],
    ['a long device id', (wire) => void (wire.authorDeviceId = new Uint8Array(17)), 'device-id-length'],
    ['a short hash', (wire) => void (wire.previousHash = new Uint8Array(31)), 'membership-hash-length'],
    ['a short list hash', (wire) => void (wire.listHash = new Uint8Array(31)), 'membership-hash-length'],
    ['a sequence above 2^53', (wire) => void (wire.sequence = 2n ** 60n), 'membership-integer'],
    ['a list version above 2^53', (wire) => void (wire.listVersion = 2n ** 60n), 'membership-integer'],
    ['a clock above 2^53', (wire) => void (wire.createdAtMs = 2n ** 60n), 'membership-integer'],
  ])('with %s is refused', (_, change, expected) => {
    const wire = fromBinary(MembershipEntrySchema, encodeEntry(entry));
    change(wire);
    expect(code(() => decodeEntry(toBinary(MembershipEntrySchema, wire)))).toBe(`codec ${expected}`);
  });

  it('that is no protobuf is a codec error, and so is a signature of another length', () => {
    for (const decode of [decodeEntry, decodeSignedEntry]) {
      expect(code(() => decode(Uint8Array.of(0xff)))).toBe('codec membership-malformed');
    }
    const signature = fixed(64, new Uint8Array(64), 'signature');
    const bytes = encodeSignedEntry({ entry: encodeEntry(entry), signature, authorList: null });
    expect(decodeSignedEntry(bytes)).toEqual({ entry: encodeEntry(entry), signature, authorList: null });
    expect(code(() => decodeSignedEntry(bytes.slice(0, -1)))).toMatch(/^codec membership-/);
    expect(code(() => decodeSignedEntry(new Uint8Array()))).toBe('codec membership-signature-length');
  });
});

const beside = (signed: Uint8Array | undefined) => decodeSignedEntry(signed ?? new Uint8Array()).authorList;

describe('Making an entry', () => {
  let crypto: CryptoProvider;
  beforeAll(async () => {
    crypto = await watchedCrypto();
  });

  it('[M-3] brings the newest list of its author exactly where the log has it not', async () => {
    const [alice, bob] = [await person(crypto), await person(crypto)];
    const room = await group(alice, bob);
    expect(room.entries.map(beside)).toEqual([alice.signedList, null, bob.signedList]);
    const [first_, second] = await withSecondDevice(bob);
    expect(beside(await room.draft(bob, LEAVE))).toBeNull();
    expect(beside(await room.draft(first_, LEAVE))).toEqual(first_.signedList);
    expect(beside(await room.draft(second, LEAVE))).toEqual(first_.signedList);
  });

  it('is for a device that the list names', async () => {
    const alice = await person(crypto);
    const room = await group(alice);
    const [, second] = await withSecondDevice(alice);
    const making = { signedList: alice.signedList, nowMs: MONDAY_MS };
    expect(await codeOf(makeEntry(crypto, second.device, room.log, LEAVE, making))).toBe(
      'usage entry-of-unlisted-device',
    );
  });

  it('puts people into the one order they have', async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => person(crypto)));
    const [owner, ...others] = people;
    const room = await group(owner ?? (await person(crypto)), ...others);
    const ids = room.taken[0]?.change.type === 'invite' ? room.taken[0].change.people : [];
    expect(ids.map((each) => each.accountId)).toEqual(
      others.map((each) => each.certified.accountId).toSorted(compare),
    );
  });
});
