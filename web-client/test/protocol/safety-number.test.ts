import { describe, expect, it } from 'vitest';
import { hex } from '../../src/bytes/index.ts';
import { safetyNumber } from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { person, type Person } from './people.ts';

const of = (who: Person) => ({
  accountId: who.certified.accountId,
  identityKey: who.identity.publicKey,
});

describe('The safety number [I-8]', () => {
  it('has sixty digits, is the same for both, and changes with either identity', async () => {
    const crypto = await watchedCrypto();
    const [alice, bob, carol] = [await person(crypto), await person(crypto), await person(crypto)];
    const mine = await safetyNumber(crypto, of(alice), of(bob));
    expect(mine).toMatch(/^\d{60}$/);
    expect(await safetyNumber(crypto, of(bob), of(alice))).toBe(mine);
    expect(await safetyNumber(crypto, of(alice), of(carol))).not.toBe(mine);
    const swapped = { ...of(bob), identityKey: carol.identity.publicKey };
    expect(await safetyNumber(crypto, of(alice), swapped)).not.toBe(mine);
    expect(hex(bob.identity.publicKey)).not.toBe(hex(carol.identity.publicKey));
  });
});
