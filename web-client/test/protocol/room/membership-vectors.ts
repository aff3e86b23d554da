import { create, fromBinary, toBinary, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { concat, fixed, hex } from '../../../src/bytes/index.ts';
import {
  decodeSignedEntry,
  encodeLog,
  limits,
  roomNameHash,
  verifyDeviceList,
  type MembershipChange,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';
import { ENTRY_LABEL } from '../../../src/protocol/room/author.ts';
import { encodeSignedEntry } from '../../../src/protocol/room/entry-codec.ts';
import { label } from '../../../src/protocol/suite.ts';
import { MembershipEntrySchema } from '../../../src/wire/gen/tacet/room/v1/room_pb.ts';
import { NamedRandomness } from '../named-randomness.ts';
import { MONDAY_MS, person, type Person } from '../people.ts';
import {
  ACCEPT,
  DECLINE,
  expulsionOf,
  Group,
  handOverTo,
  inviteOf,
  LEAVE,
  relisted,
  removalOf,
  startedOver,
  withSecondDevice,
  ZEROS,
} from './groups.ts';

/** `contracts/vectors/membership-v1.json`. Everything is derived from one seed, so that it can be made again. */
export async function makeMembership() {
  const crypto = await new NamedRandomness('tacet membership vectors v1').provider();
  const alice = await person(crypto);
  const bob = await person(crypto);
  const carol = await person(crypto);
  const dave = await person(crypto);
  const story = new Story(await Group.begun(alice));
  await story.tells(alice, inviteOf(bob, carol, dave));
  await story.tells(bob, ACCEPT);
  await story.tells(dave, DECLINE);
  await story.tells(carol, ACCEPT);
  const refused = await refusals(story.room, { alice, bob, carol, dave });
  const [first, second] = await withSecondDevice(alice);
  await story.renames(second, 'Quartet');
  await story.tells(first, inviteOf(dave));
  await story.tells(first, handOverTo(carol));
  await story.tells(carol, removalOf(bob));
  await story.tells(first, expulsionOf(await startedOver(carol)));
  await story.tells(second, LEAVE);
  const name = { name: 'Trio 👋', description: 'Wir drei', salt: crypto.random(32) };
  return {
    rule: 'M-1 to M-8, M-15, M-17',
    source: 'web-client/test/protocol/room/membership-vectors.ts',
    licence: 'Apache-2.0',
    name: { ...name, salt: hex(name.salt), hash: hex(await roomNameHash(crypto, name)) },
    roomId: hex(story.room.roomId),
    takenAtMs: MONDAY_MS,
    entries: story.steps,
    record: hex(encodeLog(story.room.log)),
    refused,
  };
}

export type MembershipVectors = Awaited<ReturnType<typeof makeMembership>>;

/** What a log is after an entry. */
export const stateOf = ({ headHash, ownerId, members, invited, nameHash }: VerifiedLog) => ({
  hash: hex(headHash),
  owner: ownerId === null ? null : hex(ownerId),
  members: members.map((each) => ({
    accountId: hex(each.accountId),
    identityKey: hex(each.identityKey),
    since: each.since,
  })),
  invited: invited.map((each) => ({
    accountId: hex(each.accountId),
    identityKey: hex(each.identityKey),
    inviter: hex(each.inviterId),
    since: each.since,
  })),
  nameHash: hex(nameHash),
});

class Story {
  readonly room: Group;
  readonly steps: { change: string; signed: string; state: ReturnType<typeof stateOf> }[] = [];

  constructor(room: Group) {
    this.room = room;
    this.#note('create');
  }

  async tells(who: Person, change: MembershipChange): Promise<void> {
    await this.room.change(who, change);
    this.#note(change.type);
  }

  async renames(who: Person, title: string): Promise<void> {
    await this.room.rename(who, title);
    this.#note('rename');
  }

  #note(change: string): void {
    const signed = hex(this.room.entries.at(-1) ?? new Uint8Array());
    this.steps.push({ change, signed, state: stateOf(this.room.log) });
  }
}

type Cast = Readonly<Record<'alice' | 'bob' | 'carol' | 'dave', Person>>;

/** Entries that nobody takes after the first five: Alice owns the room, Bob and Carol are members, Dave is not. */
async function refusals(room: Group, { alice, bob, carol, dave }: Cast) {
  const { crypto } = alice;
  const draft = decodeSignedEntry(await room.draft(alice, LEAVE));
  const otherPurpose = await crypto.ed25519.sign(
    alice.device.signing,
    concat(label('tacet/device-list/device/v1'), draft.entry),
  );
  const newer = await relisted(alice, [alice.device]);
  const twin = await relisted({ ...alice, crypto }, [alice.device, (await person(crypto)).device]);
  const ofNewer = await verifyDeviceList(crypto, alice.certified.accountId, newer.signedList);
  const ofTwin = await verifyDeviceList(crypto, alice.certified.accountId, twin.signedList);
  const named = (list: typeof ofNewer) => ({ listVersion: list.version, listHash: list.hash });
  const newBob = await startedOver(bob);
  const elsewhere = await Group.begun(alice);
  const evidenceless = await relisted(carol, [carol.device]);
  const device = { accountId: alice.certified.accountId, deviceId: bob.certified.deviceId };
  const all: readonly (readonly [string, string, Uint8Array])[] = [
    ['an invite by a member who is not the owner', 'membership-role', await room.forged(bob, inviteOf(dave))],
    ['an accept by somebody who declined', 'membership-role', await room.forged(dave, ACCEPT)],
    ['a leave by a stranger', 'membership-role', await room.forged(dave, LEAVE)],
    ['an invite of a member', 'membership-change', await room.forged(alice, inviteOf(bob))],
    ['an invite of its author', 'membership-change', await room.forged(alice, inviteOf(alice))],
    ['a removal of the owner', 'membership-change', await room.forged(alice, removalOf(alice))],
    ['a removal of a stranger', 'membership-change', await room.forged(alice, removalOf(dave))],
    ['a hand-over to the owner', 'membership-change', await room.forged(alice, handOverTo(alice))],
    [
      'a second create',
      'membership-change',
      await room.forged(alice, { type: 'create', nonce: ZEROS, nameHash: ZEROS }),
    ],
    ['a first entry of another room', 'membership-room', elsewhere.entries[0] ?? new Uint8Array()],
    [
      'the fifth entry once more with another change',
      'membership-forked',
      await room.forged(carol, LEAVE, { sequence: 5, previousHash: room.log.hashes[3] ?? ZEROS }),
    ],
    [
      'another predecessor',
      'membership-forked',
      await room.forged(alice, LEAVE, { previousHash: room.log.firstHash }),
    ],
    ['a sequence that leaves one out', 'membership-gap', await room.forged(alice, LEAVE, { sequence: 7 })],
    ['an author who replaced his identity', 'membership-identity', await room.forged(newBob, LEAVE)],
    [
      'a device that its author’s list does not name',
      'membership-device',
      await room.forged(bob, LEAVE, { author: device, ...named(ofNewer) }, newer.signedList),
    ],
    [
      'a signature of another device',
      'membership-signature',
      await room.forged(bob, LEAVE, { author: { ...alice.certified }, ...named(ofNewer) }, newer.signedList),
    ],
    [
      'a signature made for another purpose',
      'membership-signature',
      encodeSignedEntry({ ...draft, signature: otherPurpose }),
    ],
    [
      'a signature of zeros',
      'membership-signature',
      encodeSignedEntry({ ...draft, signature: fixed(64, new Uint8Array(64), 'signature') }),
    ],
    [
      'a newer list, and none beside it',
      'membership-list-missing',
      await room.forged(newer, LEAVE, {}, null),
    ],
    [
      'another list beside it than the one it names',
      'membership-list',
      await room.forged(newer, LEAVE, {}, twin.signedList),
    ],
    [
      'another list of the version that the log has',
      'device-list-forked',
      await room.forged(alice, LEAVE, { listHash: ofTwin.hash }, twin.signedList),
    ],
    [
      'a list version below the last',
      'membership-list-lowered',
      await room.forged(alice, LEAVE, { listVersion: 0 }),
    ],
    [
      'evidence that resets nothing',
      'membership-evidence',
      await room.forged(alice, {
        type: 'expel',
        accountId: carol.certified.accountId,
        evidence: evidenceless.signedList,
      }),
    ],
    [
      'evidence of another account',
      'device-list-of-another-account',
      await room.forged(alice, {
        type: 'expel',
        accountId: carol.certified.accountId,
        evidence: newBob.signedList,
      }),
    ],
  ];
  const malformed = await formless(room, alice);
  return [...all, ...malformed].map(([what, code, signed]) => ({
    what,
    after: 5,
    code,
    signed: hex(signed),
  }));
}

type WireEntry = MessageShape<typeof MembershipEntrySchema>;

const someone = (fill: number) => ({
  accountId: new Uint8Array(16).fill(fill),
  identityKey: new Uint8Array(32).fill(fill),
});
const changed = (change: NonNullable<MessageInitShape<typeof MembershipEntrySchema>['change']>) =>
  create(MembershipEntrySchema, { change }).change;
const inviting = (...fills: readonly number[]) =>
  changed({ case: 'invite', value: { people: fills.map(someone) } });

/** Entries that the owner’s device signed, and that are against the form of an entry. */
async function formless(room: Group, alice: Person) {
  const honest = decodeSignedEntry(await room.draft(alice, LEAVE)).entry;
  const written = async (what: string, code: string, change: (wire: WireEntry) => void) => {
    const wire = fromBinary(MembershipEntrySchema, honest);
    change(wire);
    const entry = toBinary(MembershipEntrySchema, wire);
    const signature = await alice.crypto.ed25519.sign(alice.device.signing, concat(ENTRY_LABEL, entry));
    return [what, code, encodeSignedEntry({ entry, signature, authorList: null })] as const;
  };
  const crowd = Array.from({ length: limits.MAX_INVITED_AT_ONCE + 1 }, (_, at) => at + 1);
  const tooLong = new Uint8Array(limits.MAX_ROOM_ENTRY_BYTES);
  const unknown = { no: 99, wireType: 0, data: Uint8Array.of(1) };
  return [
    await written('format 2', 'membership-version', (wire) => void (wire.format = 2)),
    await written('an unknown field', 'membership-malformed', (wire) => void (wire.$unknown = [unknown])),
    await written('no change', 'membership-malformed', (wire) => void (wire.change = { case: undefined })),
    await written('no predecessor', 'membership-predecessor', (wire) => {
      wire.previousHash = new Uint8Array(32);
    }),
    await written('a time of 2^53', 'membership-integer', (wire) => void (wire.createdAtMs = 2n ** 53n)),
    await written('an invite of nobody', 'membership-people', (wire) => void (wire.change = inviting())),
    await written('people out of order', 'membership-people', (wire) => void (wire.change = inviting(2, 1))),
    await written('somebody twice', 'membership-people', (wire) => void (wire.change = inviting(1, 1))),
    await written('65 people', 'membership-people', (wire) => void (wire.change = inviting(...crowd))),
    await written('more than 8,192 bytes', 'membership-too-long', (wire) => {
      const accountId = new Uint8Array(16).fill(1);
      wire.change = changed({ case: 'expel', value: { accountId, evidence: tooLong } });
    }),
  ];
}
