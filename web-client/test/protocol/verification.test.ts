import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromHex, hex, fromBase64url } from '../../src/bytes/index.ts';
import {
  accountId,
  accountIdentityKey,
  judgeScan,
  safetyNumber,
  verificationCode,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { person } from './people.ts';
import { fingerprint, makeVerification, type VerificationVectors } from './verification-vectors.ts';

const FILE = new URL('../../../contracts/vectors/verification-v1.json', import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file of this project, read field by field below
const read = (): VerificationVectors => JSON.parse(readFileSync(FILE, 'utf8')) as VerificationVectors;
const side = (written: VerificationVectors['shower']) => ({
  accountId: accountId(fromHex(written.accountId)),
  identityKey: accountIdentityKey(fromHex(written.identityKey)),
});

beforeAll(async () => {
  // TACET_WRITE_VECTORS=1 writes the file anew; only a new version of a format may make that necessary.
  if (process.env['TACET_WRITE_VECTORS'] === '1') {
    writeFileSync(FILE, `${JSON.stringify(await makeVerification(), null, 2)}\n`);
  }
});

describe('The code that one shows and the other scans', () => {
  it('[I-11] proves both directions, whichever of the two shows it', async () => {
    const crypto = await watchedCrypto();
    const [alice, bob] = [fingerprint(await person(crypto)), fingerprint(await person(crypto))];
    expect(judgeScan(verificationCode(alice, bob), bob, alice)).toBe('verified');
    expect(judgeScan(verificationCode(bob, alice), alice, bob)).toBe('verified');
  });

  it('[I-11] is an alarm if somebody in between showed either of them another key', async () => {
    const crypto = await watchedCrypto();
    const people = [await person(crypto), await person(crypto), await person(crypto)];
    const [alice, bob, mallory] = people.map(fingerprint);
    if (!alice || !bob || !mallory) throw new Error('three people');
    const asBob = { ...bob, identityKey: mallory.identityKey };
    const asAlice = { ...alice, identityKey: mallory.identityKey };
    // Alice believes the key of Mallory, while Bob knows hers, and the other way round.
    expect(judgeScan(verificationCode(alice, asBob), bob, alice)).toBe('different');
    expect(judgeScan(verificationCode(bob, alice), alice, asBob)).toBe('different');
    expect(judgeScan(verificationCode(alice, bob), bob, asAlice)).toBe('different');
    expect(judgeScan(verificationCode(bob, asAlice), alice, bob)).toBe('different');
  });

  it('[I-11] is no link, and as long as every other', async () => {
    const crypto = await watchedCrypto();
    const text = verificationCode(fingerprint(await person(crypto)), fingerprint(await person(crypto)));
    expect(text).toMatch(/^[A-Za-z0-9_-]{130}$/);
  });
});

describe('The vectors of verification', () => {
  it('are what this code makes of their seed, to the byte', async () => {
    expect(read()).toEqual(JSON.parse(JSON.stringify(await makeVerification())));
  });

  it('[I-8] [I-11] can be repeated from the file alone, each scan with its outcome', async () => {
    const written = read();
    const [shower, scanner] = [side(written.shower), side(written.scanner)];
    expect(await safetyNumber(await watchedCrypto(), shower, scanner)).toBe(written.safetyNumber);
    expect(verificationCode(shower, scanner)).toBe(written.text);
    expect(hex(fromBase64url(written.text))).toBe(written.payload);
    expect(written.scans.length).toBeGreaterThan(10);
    for (const { what, text, outcome } of written.scans) {
      expect(judgeScan(text, scanner, shower), what).toBe(outcome);
    }
  });
});
