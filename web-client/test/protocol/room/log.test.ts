import { beforeAll, describe, expect, it } from 'vitest';
import { equal } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { memberOf, takeEntries } from '../../../src/protocol/index.ts';
import { watchedCrypto } from '../ledger.ts';
import { person, type Person } from '../people.ts';
import { group, LEAVE, NEWCOMER } from './groups.ts';

let crypto: CryptoProvider;
let alice: Person;
let bob: Person;
let carol: Person;
beforeAll(async () => {
  crypto = await watchedCrypto();
  [alice, bob, carol] = [await person(crypto), await person(crypto), await person(crypto)];
});

describe('A log', () => {
  it('tells a newcomer what its people did', async () => {
    const trio = await group(alice, bob, carol);
    await trio.change(alice, LEAVE);
    const { log, taken, refusal } = await takeEntries(crypto, null, trio.roomId, trio.entries, NEWCOMER);
    expect(refusal).toBeNull();
    expect(log).toEqual(trio.log);
    expect(taken).toHaveLength(5);
    expect(memberOf(trio.log, alice.certified.accountId)).toBeNull();
    expect(equal(trio.log.ownerId ?? new Uint8Array(), bob.certified.accountId)).toBe(true);
  });
});
