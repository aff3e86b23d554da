import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, fromHex, hex, Secret, u64 } from '../../src/bytes/index.ts';
import { accountId, identitySeed } from '../../src/protocol/index.ts';
import {
  deriveRecoveryKeys,
  openRecovery,
  readRecoveryPhrase,
  sealRecovery,
  wordsOfPhrase,
} from '../../src/protocol/recovery/index.ts';
import { NamedRandomness } from './named-randomness.ts';
import { makeRecovery, type RecoveryVectors } from './recovery-vectors.ts';
import { code, codeOf } from './refusal.ts';

const FILE = new URL('../../../contracts/vectors/recovery-v1.json', import.meta.url);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file of this project, read field by field below
const read = (): RecoveryVectors => JSON.parse(readFileSync(FILE, 'utf8')) as RecoveryVectors;
const randomness = new NamedRandomness('never drawn');

beforeAll(async () => {
  // TACET_WRITE_VECTORS=1 writes the file anew; only a new version of a format may make that necessary.
  if (process.env['TACET_WRITE_VECTORS'] === '1') {
    writeFileSync(FILE, `${JSON.stringify(await makeRecovery(), null, 2)}\n`);
  }
});

describe('The vectors of the recovery phrase', () => {
  it('are what this code makes of their seed, to the byte', async () => {
    expect(read()).toEqual(JSON.parse(JSON.stringify(await makeRecovery())));
  });

  it('give words and keys of the phrase [RP-1] [RP-2] [RP-3]', async () => {
    const crypto = await randomness.provider();
    const written = read();
    const phrase = Secret.of('RecoveryPhrase', 16, fromHex(written.phrase));
    expect(wordsOfPhrase(phrase).join(' ')).toBe(written.words);
    for (const typed of [written.words, ...written.typed]) {
      expect(hex(readRecoveryPhrase(typed).expose())).toBe(written.phrase);
    }
    for (const { what, text, code: refusal } of written.refusedText) {
      expect(
        code(() => readRecoveryPhrase(text)),
        what,
      ).toBe(`validation ${refusal}`);
    }
    const keys = await deriveRecoveryKeys(crypto, phrase, accountId(fromHex(written.accountId)));
    expect(hex(keys.authenticationKey.expose())).toBe(written.authenticationKey);
    expect(hex(keys.wrappingKey.expose())).toBe(written.wrappingKey);
  });

  it('give the record to the byte, and what it holds [RP-4]', async () => {
    const crypto = await randomness.provider();
    const written = read();
    const account = accountId(fromHex(written.accountId));
    const wrappingKey = Secret.of('RecoveryWrappingKey', 32, fromHex(written.wrappingKey));
    const script = written.fresh.map((bytes) => ({ purpose: 'random' as const, bytes: fromHex(bytes) }));
    const opened = await openRecovery(crypto, wrappingKey, account, fromHex(written.record));
    const seed = identitySeed(fromHex(written.accountIdentity));
    const { version, hash } = written.head;
    expect(hex(concat(opened.seed.expose(), u64(opened.head.version), opened.head.hash))).toBe(
      hex(concat(seed.expose(), u64(version), fromHex(hash))),
    );
    const again = await randomness.playing(script, () => sealRecovery(crypto, wrappingKey, account, opened));
    expect(hex(again)).toBe(written.record);
    for (const { what, record, code: refusal } of written.refusedRecord) {
      const attempt = openRecovery(crypto, wrappingKey, account, fromHex(record));
      expect(await codeOf(attempt), what).toMatch(new RegExp(` ${refusal}$`));
    }
  });
});
