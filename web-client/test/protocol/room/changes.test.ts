import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { equal, hex, type Fixed } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  accountId,
  accountIdentityKey,
  isAlreadySo,
  judge,
  limits,
  makeEntry,
  mayDo,
  memberOf,
  objectionCode,
  takeEntry,
  type LogPerson,
  type MembershipChange,
  type Objection,
} from '../../../src/protocol/index.ts';
import { verifiedLog } from '../../../src/protocol/room/log-state.ts';
import { watchedCrypto } from '../ledger.ts';
import { MONDAY_MS, person, type Person } from '../people.ts';
import { codeOf } from '../refusal.ts';
import {
  ACCEPT,
  DECLINE,
  expulsionOf,
  group,
  Group,
  handOverTo,
  inLog,
  inviteOf,
  LEAVE,
  NEWCOMER,
  removalOf,
  startedOver,
  ZEROS,
} from './groups.ts';

const ROLE = 'verification membership-role';
const CHANGE = 'verification membership-change';

let crypto: CryptoProvider;
/** Alice owns the group, Bob and Carol are members, Dave is invited, Erin is nobody there. */
let alice: Person;
let bob: Person;
let carol: Person;
let dave: Person;
let erin: Person;
/** Carol after she started over. */
let newCarol: Person;
let room: Group;

beforeAll(async () => {
  crypto = await watchedCrypto();
  [alice, bob, carol] = [await person(crypto), await person(crypto), await person(crypto)];
  [dave, erin] = [await person(crypto), await person(crypto)];
  newCarol = await startedOver(carol);
});

beforeEach(async () => {
  room = await group(alice, bob, carol);
  await room.change(alice, inviteOf(dave));
});

const idOf = ({ certified }: Person) => certified.accountId;
const names = (people: readonly LogPerson[]): readonly string[] =>
  people.map(({ accountId: id }) => {
    const all = { alice, bob, carol, dave, erin };
    return Object.entries(all).find(([, each]) => equal(idOf(each), id))?.[0] ?? hex(id);
  });
const owner = (): string =>
  names(room.log.ownerId === null ? [] : [{ ...inLog(alice), accountId: room.log.ownerId }]).join();

/** An invite of people nobody met. */
const some = (from: number, count: number): MembershipChange => ({
  type: 'invite',
  people: Array.from({ length: count }, (_, index) => {
    const id = new Uint8Array(16);
    new DataView(id.buffer).setUint32(0, from + index);
    return { accountId: accountId(id), identityKey: accountIdentityKey(new Uint8Array(32)) };
  }),
});

/** The log after some more entries, of which only their number matters. */
const longOf = (count: number) => {
  const filler: readonly Fixed<32>[] = Array.from({ length: count - 1 }, () => ZEROS);
  return verifiedLog({ ...room.log, hashes: [...filler, room.log.headHash] });
};

describe('[M-5] Who may', () => {
  const renamed: MembershipChange = { type: 'rename', nameHash: ZEROS };
  const again: MembershipChange = { type: 'create', nonce: ZEROS, nameHash: ZEROS };
  const rows: readonly (readonly [
    string,
    () => MembershipChange,
    readonly [string, string, string, string],
  ])[] = [
    ['create', () => again, [CHANGE, CHANGE, CHANGE, CHANGE]],
    ['invite', () => inviteOf(erin), ['accepted', ROLE, ROLE, ROLE]],
    ['accept', () => ACCEPT, [ROLE, ROLE, 'accepted', ROLE]],
    ['decline', () => DECLINE, [ROLE, ROLE, 'accepted', ROLE]],
    ['leave', () => LEAVE, ['accepted', 'accepted', ROLE, ROLE]],
    ['remove', () => removalOf(carol), ['accepted', ROLE, ROLE, ROLE]],
    ['rename', () => renamed, ['accepted', ROLE, ROLE, ROLE]],
    ['hand over', () => handOverTo(carol), ['accepted', ROLE, ROLE, ROLE]],
    ['expel', () => expulsionOf(newCarol), ['accepted', 'accepted', ROLE, ROLE]],
  ];

  it.each(rows)('%s: owner, member, invited, stranger', async (_, change, verdicts) => {
    const tried = [];
    for (const who of [alice, bob, dave, erin]) {
      const signed = await room.forged(who, change());
      tried.push(await codeOf(takeEntry(crypto, room.log, room.roomId, signed, NEWCOMER)));
    }
    expect(tried).toEqual(verdicts);
  });

  it.each(rows)('%s: whoever asks before writing hears the same', async (_, change, verdicts) => {
    const asked = [alice, bob, dave, erin].map((who) => judge(room.log, idOf(who), change()));
    expect(asked.map((each) => (each === null ? 'accepted' : `verification ${objectionCode(each)}`))).toEqual(
      verdicts,
    );
    for (const [index, who] of [alice, bob, dave, erin].entries()) {
      expect(mayDo(room.log, idOf(who), change())).toBe(asked[index] === null);
      const draft = codeOf(room.draft(who, change()));
      expect(await draft).toBe(asked[index] === null ? 'accepted' : 'usage entry-not-allowed');
    }
  });
});

describe('[M-5] What makes no sense', () => {
  it.each<readonly [string, () => Person, () => MembershipChange, Objection]>([
    ['inviting oneself', () => alice, () => inviteOf(alice), 'invites-author'],
    ['inviting a member', () => alice, () => inviteOf(erin, bob), 'already-a-member'],
    ['inviting somebody twice', () => alice, () => inviteOf(dave), 'already-invited'],
    ['removing a stranger', () => alice, () => removalOf(erin), 'not-in-the-room'],
    ['removing oneself as owner', () => alice, () => removalOf(alice), 'is-the-owner'],
    ['handing over to somebody invited', () => alice, () => handOverTo(dave), 'not-in-the-room'],
    ['handing over to a stranger', () => alice, () => handOverTo(erin), 'not-in-the-room'],
    ['handing over to oneself', () => alice, () => handOverTo(alice), 'is-the-owner'],
    ['expelling a stranger', () => bob, () => expulsionOf(erin), 'not-in-the-room'],
    ['expelling oneself', () => bob, () => expulsionOf(bob), 'is-the-author'],
  ])('%s is refused', async (_, who, change, objection) => {
    expect(judge(room.log, idOf(who()), change())).toBe(objection);
    const before = room.log;
    expect(await codeOf(room.append(crypto, await room.forged(who(), change())))).toBe(CHANGE);
    expect(room.log).toBe(before);
  });

  it('a log begins with a create, and nothing else', async () => {
    expect(judge(null, idOf(alice), LEAVE)).toBe('not-begun');
    const signed = await room.forged(alice, LEAVE, { sequence: 1, previousHash: ZEROS });
    expect(await codeOf(takeEntry(crypto, null, room.roomId, signed, NEWCOMER))).toBe(CHANGE);
  });

  it('a room holds 256 people, members and invited together, and not one more', async () => {
    const [first, second, third] = [some(0, 64), some(64, 64), some(128, 64)];
    for (const each of [first, second, third]) {
      await room.change(alice, each);
    }
    expect(judge(room.log, idOf(alice), some(192, 61))).toBe('room-full');
    expect(await codeOf(room.append(crypto, await room.forged(alice, some(192, 61))))).toBe(CHANGE);
    await room.change(alice, some(192, 60));
    expect(room.log.members.length + room.log.invited.length).toBe(limits.MAX_ROOM_MEMBERS);
    await room.change(dave, ACCEPT);
    expect(judge(room.log, idOf(alice), inviteOf(erin))).toBe('room-full');
  });
});

describe('[M-5] What a change does', () => {
  it('who accepts is the youngest member; who declines is not invited any more', async () => {
    await room.change(alice, inviteOf(erin));
    expect(names(room.log.invited)).toEqual(['dave', 'erin']);
    expect(room.log.invited.map(({ inviterId }) => equal(inviterId, idOf(alice)))).toEqual([true, true]);
    await room.change(erin, ACCEPT);
    expect(await room.change(dave, DECLINE)).toMatchObject({ ended: 'invited', newOwnerId: null });
    expect(names(room.log.members)).toEqual(['alice', 'bob', 'carol', 'erin']);
    expect(room.log.invited).toEqual([]);
    expect(room.log.former).toEqual([]);
  });

  it('somebody removed is not there any more, member or invited, and may be invited again', async () => {
    expect(await room.change(alice, removalOf(dave))).toMatchObject({ ended: 'invited' });
    expect(await room.change(alice, removalOf(bob))).toMatchObject({ ended: 'member' });
    expect([names(room.log.members), names(room.log.invited)]).toEqual([['alice', 'carol'], []]);
    await room.change(alice, inviteOf(bob, dave));
    await room.change(bob, ACCEPT);
    expect(names(room.log.members)).toEqual(['alice', 'carol', 'bob']);
  });

  it('[M-15] a rename commits to another name', async () => {
    const before = room.log.nameHash;
    const { change } = await room.rename(alice, 'Quartet');
    expect(change).toEqual({ type: 'rename', nameHash: room.log.nameHash });
    expect(room.log.nameHash).not.toEqual(before);
  });

  it('what it did is told with its author, time and hash', async () => {
    const taken = await room.change(bob, LEAVE, MONDAY_MS + 5);
    expect(taken).toMatchObject({
      sequence: room.log.sequence,
      hash: room.log.headHash,
      author: { accountId: idOf(bob), deviceId: bob.certified.deviceId },
      createdAtMs: MONDAY_MS + 5,
      change: LEAVE,
    });
    expect(taken.lists).toMatchObject([{ accountId: idOf(bob), version: 1 }]);
  });

  it('[M-9] what somebody wants may be so already', async () => {
    const wants: readonly (readonly [Person, MembershipChange])[] = [
      [alice, inviteOf(erin)],
      [dave, ACCEPT],
      [alice, { type: 'rename', nameHash: ZEROS }],
      [alice, handOverTo(carol)],
      [bob, LEAVE],
      [carol, removalOf(erin)],
      [alice, expulsionOf(newCarol)],
    ];
    for (const [who, change] of wants) {
      expect(isAlreadySo(null, idOf(who), change)).toBe(false);
      expect(isAlreadySo(room.log, idOf(who), change)).toBe(false);
      await room.change(who, change);
      expect(isAlreadySo(room.log, idOf(who), change)).toBe(true);
    }
    expect(isAlreadySo(room.log, idOf(erin), DECLINE)).toBe(true);
    expect(isAlreadySo(room.log, idOf(dave), DECLINE)).toBe(false);
    expect(isAlreadySo(room.log, idOf(dave), { type: 'create', nonce: ZEROS, nameHash: ZEROS })).toBe(false);
  });

  it('[M-9] nobody has to decline where nobody is left', async () => {
    for (const each of [bob, carol, alice]) {
      expect(isAlreadySo(room.log, idOf(dave), DECLINE)).toBe(false);
      await room.change(each, LEAVE);
    }
    expect(names(room.log.invited)).toEqual(['dave']);
    expect(isAlreadySo(room.log, idOf(dave), DECLINE)).toBe(true);
  });
});

describe('[M-6] The owner', () => {
  it('hands the room over, and stays a member where she stood', async () => {
    expect(await room.change(alice, handOverTo(carol))).toMatchObject({ newOwnerId: idOf(carol) });
    expect([owner(), names(room.log.members)]).toEqual(['carol', ['alice', 'bob', 'carol']]);
    expect(judge(room.log, idOf(alice), removalOf(bob))).toBe('not-the-owner');
    await room.change(carol, removalOf(alice));
    expect([owner(), names(room.log.members)]).toEqual(['carol', ['bob', 'carol']]);
  });

  it('leaves, and the member of longest standing follows', async () => {
    expect(await room.change(alice, LEAVE)).toMatchObject({ ended: 'member', newOwnerId: idOf(bob) });
    await room.change(bob, inviteOf(alice));
    await room.change(alice, ACCEPT);
    expect(names(room.log.members)).toEqual(['bob', 'carol', 'alice']);
    await room.change(bob, LEAVE);
    expect(owner()).toBe('carol');
    await room.change(carol, LEAVE);
    expect(owner()).toBe('alice');
  });

  it('somebody else leaving changes nothing about her', async () => {
    expect(await room.change(bob, LEAVE)).toMatchObject({ ended: 'member', newOwnerId: null });
    expect(owner()).toBe('alice');
  });

  it('is expelled like anybody', async () => {
    const newAlice = await startedOver(alice);
    expect(await room.change(carol, expulsionOf(newAlice))).toMatchObject({
      ended: 'member',
      newOwnerId: idOf(bob),
      lists: [{ accountId: idOf(carol) }, { accountId: idOf(alice), version: 2 }],
    });
    expect([owner(), names(room.log.members)]).toEqual(['bob', ['bob', 'carol']]);
  });

  it('was the last: the room is over, and nothing follows', async () => {
    for (const each of [alice, bob, carol]) {
      await room.change(each, LEAVE);
    }
    expect([owner(), room.log.ownerId, names(room.log.invited)]).toEqual(['', null, ['dave']]);
    for (const [who, change] of [
      [dave, ACCEPT],
      [dave, DECLINE],
      [alice, { type: 'create', nonce: ZEROS, nameHash: ZEROS }],
    ] as const) {
      expect(judge(room.log, idOf(who), change)).toBe('room-over');
      expect(await codeOf(room.append(crypto, await room.forged(who, change)))).toBe(CHANGE);
    }
  });
});

describe('[M-7] A log', () => {
  it('has 4,096 entries, and not one more', async () => {
    const almost = longOf(limits.MAX_ROOM_ENTRIES - 1);
    const making = { signedList: bob.signedList, nowMs: MONDAY_MS };
    const last = await makeEntry(crypto, bob.device, almost, LEAVE, making);
    const { log } = await takeEntry(crypto, almost, room.roomId, last, NEWCOMER);
    expect([log.sequence, memberOf(log, idOf(bob))]).toEqual([limits.MAX_ROOM_ENTRIES, null]);
    expect(judge(log, idOf(carol), LEAVE)).toBe('log-full');
    const further = await room.forged(carol, LEAVE, { sequence: 4_097, previousHash: log.headHash });
    expect(await codeOf(takeEntry(crypto, log, room.roomId, further, NEWCOMER))).toBe(CHANGE);
  });
});
