import { beforeAll, describe, expect, it } from 'vitest';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { contentKey, numberOf, settledPerson, Side } from './people.ts';

let crypto: CryptoProvider;
beforeAll(async () => {
  crypto = await createWebCrypto();
});

describe('Alice and Bob', () => {
  it('write to each other over one ratchet session', async () => {
    const [alice, bob] = [await settledPerson(crypto), await settledPerson(crypto)];
    const [a, b] = [new Side(alice, bob), new Side(bob, alice)];
    await a.start();
    for (const number of [1, 2]) {
      expect(numberOf(await b.receive(await a.send(contentKey(number))))).toBe(number);
    }
    for (const number of [3, 4, 5]) {
      expect(numberOf(await a.receive(await b.send(contentKey(number))))).toBe(number);
    }
    expect(numberOf(await b.receive(await a.send(contentKey(6))))).toBe(6);
  });
});
