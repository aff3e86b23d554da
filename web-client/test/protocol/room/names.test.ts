import { beforeAll, describe, expect, it } from 'vitest';
import { fixed, hex } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  groupRoomId,
  isNameInForce,
  makeFirstEntry,
  roomNameHash,
  saltName,
  takeEntry,
} from '../../../src/protocol/index.ts';
import { watchedCrypto } from '../ledger.ts';
import { MONDAY_MS, person, type Person } from '../people.ts';
import { codeOf } from '../refusal.ts';
import { group, NEWCOMER, ZEROS } from './groups.ts';

let crypto: CryptoProvider;
let alice: Person;
let mallory: Person;
beforeAll(async () => {
  crypto = await watchedCrypto();
  [alice, mallory] = [await person(crypto), await person(crypto)];
});

describe('[M-1] The id of a group', () => {
  it('is a UUID of version 8 that its creator and a nonce give', async () => {
    const nonce = crypto.random(32);
    const id = await groupRoomId(crypto, alice.certified.accountId, nonce);
    expect(hex(id)).toMatch(/^.{12}8.{3}[89ab].{15}$/);
    expect(await groupRoomId(crypto, alice.certified.accountId, nonce)).toEqual(id);
    expect(await groupRoomId(crypto, mallory.certified.accountId, nonce)).not.toEqual(id);
    expect(await groupRoomId(crypto, alice.certified.accountId, ZEROS)).not.toEqual(id);
  });

  it('is nobody else’s to begin, nor hers with another nonce', async () => {
    const room = await group(alice);
    const nonce = crypto.random(32);
    for (const who of [alice, mallory]) {
      const create = { type: 'create', nonce, nameHash: ZEROS } as const;
      const signed = await room.forged(who, create, { sequence: 1, previousHash: ZEROS });
      expect(await codeOf(takeEntry(crypto, null, room.roomId, signed, NEWCOMER))).toBe(
        'verification membership-room',
      );
    }
  });

  it('differs from nonce to nonce', async () => {
    const making = { signedList: alice.signedList, nowMs: MONDAY_MS };
    const [one, other] = [
      await makeFirstEntry(crypto, alice.device, { nonce: crypto.random(32), nameHash: ZEROS }, making),
      await makeFirstEntry(crypto, alice.device, { nonce: crypto.random(32), nameHash: ZEROS }, making),
    ];
    expect(one.roomId).not.toEqual(other.roomId);
  });
});

describe('[M-15] The name of a group', () => {
  const salt = fixed(32, new Uint8Array(32).fill(7), 'salt');

  it('is committed to with a salt, so that nobody can guess it', async () => {
    const [one, other] = [saltName(crypto, 'Trio', ''), saltName(crypto, 'Trio', '')];
    expect(await roomNameHash(crypto, one)).not.toEqual(await roomNameHash(crypto, other));
  });

  it('has one hash, which says where the name ends', async () => {
    const split = await Promise.all(
      [
        ['Trio', ''],
        ['Tri', 'o'],
        ['', 'Trio'],
      ].map(async ([name = '', description = '']) =>
        hex(await roomNameHash(crypto, { name, description, salt })),
      ),
    );
    expect(new Set(split).size).toBe(3);
  });

  it('is in force if its hash is that of the newest create or rename, whoever sent it', async () => {
    const room = await group(alice);
    const before = room.name;
    expect(await isNameInForce(crypto, room.log, before)).toBe(true);
    await room.rename(alice, 'Quartet');
    expect(await isNameInForce(crypto, room.log, before)).toBe(false);
    expect(await isNameInForce(crypto, room.log, room.name)).toBe(true);
    expect(await isNameInForce(crypto, room.log, { ...room.name, description: 'x' })).toBe(false);
  });
});
