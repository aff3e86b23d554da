import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  compareLogHead,
  hashAt,
  invitedOf,
  isMemberLately,
  isOwner,
  limits,
  memberOf,
  membershipAt,
} from '../../../src/protocol/index.ts';
import { watchedCrypto } from '../ledger.ts';
import { MONDAY_MS, person, type Person } from '../people.ts';
import { ACCEPT, group, inviteOf, LEAVE, removalOf, ZEROS, type Group } from './groups.ts';

let crypto: CryptoProvider;
let alice: Person;
let bob: Person;
let carol: Person;
/** 1 create, 2 invite of Bob and Carol, 3 accept of Bob. Carol is invited. */
let room: Group;
beforeAll(async () => {
  crypto = await watchedCrypto();
  [alice, bob, carol] = [await person(crypto), await person(crypto), await person(crypto)];
});
beforeEach(async () => {
  room = await group(alice);
  await room.change(alice, inviteOf(bob, carol));
  await room.change(bob, ACCEPT);
});

const idOf = ({ certified }: Person) => certified.accountId;

describe('Who knows a log', () => {
  it('finds its people in it', () => {
    expect([alice, bob, carol].map((who) => memberOf(room.log, idOf(who))?.since)).toEqual([1, 3, undefined]);
    expect(invitedOf(room.log, idOf(carol))).toMatchObject({ since: 2, inviterId: idOf(alice) });
    expect([alice, bob, carol].map((who) => isOwner(room.log, idOf(who)))).toEqual([true, false, false]);
    expect([room.log.firstHash, room.log.headHash]).toEqual([hashAt(room.log, 1), hashAt(room.log, 3)]);
    expect([hashAt(room.log, 0), hashAt(room.log, 4)]).toEqual([null, null]);
  });

  it('[M-12] compares the head that somebody else encrypted for', () => {
    const { headHash: hash, firstHash } = room.log;
    expect(compareLogHead(room.log, { sequence: 3, hash })).toBe('same');
    expect(compareLogHead(room.log, { sequence: 1, hash: firstHash })).toBe('same');
    expect(compareLogHead(room.log, { sequence: 2, hash })).toBe('forked');
    expect(compareLogHead(room.log, { sequence: 3, hash: ZEROS })).toBe('forked');
    expect(compareLogHead(room.log, { sequence: 0, hash: ZEROS })).toBe('forked');
    expect(compareLogHead(room.log, { sequence: 4, hash: ZEROS })).toBe('ahead');
  });

  it('[M-13] says who was a member at which entry', async () => {
    await room.change(alice, removalOf(bob));
    await room.change(alice, inviteOf(bob));
    await room.change(bob, ACCEPT);
    await room.change(bob, LEAVE);
    const of = (who: Person) =>
      Array.from({ length: 9 }, (_, sequence) => membershipAt(room.log, idOf(who), sequence).charAt(0)).join(
        '',
      );
    // m(ember), n(ot), u(nknown): there is no entry 0, and none after the seventh.
    expect([of(alice), of(bob), of(carol)]).toEqual(['ummmmmmmu', 'unnmnnmnu', 'unnnnnnnu']);
  });

  it('[M-13] still hears, for 45 days by its own clock, who was a member', async () => {
    await room.change(bob, LEAVE, MONDAY_MS);
    const after = (ms: number) =>
      [alice, bob, carol].map((who) => isMemberLately(room.log, idOf(who), MONDAY_MS + ms));
    expect(after(0)).toEqual([true, true, false]);
    expect(after(limits.FORMER_MEMBER_MS)).toEqual([true, true, false]);
    expect(after(limits.FORMER_MEMBER_MS + 1)).toEqual([true, false, false]);
  });
});
