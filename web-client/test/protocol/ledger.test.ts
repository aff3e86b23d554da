import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixed } from '../../src/bytes/index.ts';
import { createWebCrypto } from '../../src/crypto/webcrypto/index.ts';
import { NonceLedger, watchedCrypto } from './ledger.ts';
import { contentKey, settledPerson, Side } from './people.ts';

const nothing = new Uint8Array();
const key = fixed(32, new Uint8Array(32).fill(1), 'key');
const nonce = fixed(12, new Uint8Array(12).fill(2), 'nonce');

describe('The ledger of keys and nonces', () => {
  it('refuses the second use of a pair, also under another handle of the same key', async () => {
    const ledger = new NonceLedger();
    const [one, other] = [ledger.watch(await createWebCrypto()), ledger.watch(await createWebCrypto())];
    await one.seal(await one.aesKey(key), nonce, nothing, nothing);
    await expect(one.seal(await one.aesKey(key), nonce, nothing, nothing)).rejects.toThrow('used twice');
    await expect(other.seal(await other.aesKey(key), nonce, nothing, nothing)).rejects.toThrow('used twice');
    await one.seal(await one.aesKey(key), fixed(12, new Uint8Array(12), 'nonce'), nothing, nothing);
    expect([ledger.sealed, ledger.repeated]).toEqual([2, 2]);
  });

  it('refuses a key it has not seen', async () => {
    const plain = await createWebCrypto();
    const watched = new NonceLedger().watch(plain);
    await expect(watched.seal(await plain.aesKey(key), nonce, nothing, nothing)).rejects.toThrow('never saw');
  });

  it('notices a rolled-back chain whose randomness is rolled back too: the fresh bytes are what saves [R-4]', async () => {
    let repeating: number | null = null;
    const fill = (target: Uint8Array<ArrayBuffer>): unknown =>
      repeating === null ? globalThis.crypto.getRandomValues(target) : target.fill(repeating);
    const crypto = await watchedCrypto({ kem: 'noble', fill });
    const [alice, bob] = [await settledPerson(crypto), await settledPerson(crypto)];
    const side = new Side(alice, bob);
    await side.start();
    await side.send(contentKey(1));
    const before = side.pair;
    repeating = 7;
    await side.send(contentKey(2));
    side.pair = before;
    await expect(side.send(contentKey(3))).rejects.toThrow('used twice');
    repeating = 8;
    await side.send(contentKey(3));
  });

  it('watches every test of the protocol and the messenger', () => {
    const root = new URL('../', import.meta.url);
    const unwatched = ['protocol', 'messenger'].flatMap((area) =>
      readdirSync(new URL(`${area}/`, root), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .filter((name) => {
          const text = readFileSync(new URL(`${area}/${name}`, root), 'utf8');
          return text.includes('createWebCrypto(') && !text.includes('.watch(');
        }),
    );
    expect(unwatched).toEqual([]);
  });
});
