import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixed, fromHex, hex } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  decodeEntry,
  decodeLog,
  decodeSignedEntry,
  encodeLog,
  groupRoomId,
  roomId,
  roomNameHash,
  takeEntries,
  takeEntry,
  type LogContext,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';
import { watchedCrypto } from '../ledger.ts';
import { codeOf } from '../refusal.ts';
import { makeMembership, stateOf, type MembershipVectors } from './membership-vectors.ts';

const FILE = new URL('../../../../contracts/vectors/membership-v1.json', import.meta.url);
let crypto: CryptoProvider;
let vectors: MembershipVectors;
let context: LogContext;

beforeAll(async () => {
  // TACET_WRITE_VECTORS=1 writes the file anew; only a new version of a format may make that necessary.
  if (process.env['TACET_WRITE_VECTORS'] === '1') {
    writeFileSync(FILE, `${JSON.stringify(await makeMembership(), null, 2)}\n`);
  }
  crypto = await watchedCrypto();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file, compared with its maker below
  vectors = JSON.parse(readFileSync(FILE, 'utf8')) as MembershipVectors;
  context = { rememberedHash: () => Promise.resolve(null), nowMs: vectors.takenAtMs };
});

async function after(count: number): Promise<VerifiedLog | null> {
  const entries = vectors.entries.slice(0, count).map(({ signed }) => fromHex(signed));
  const { log, refusal } = await takeEntries(crypto, null, roomId(fromHex(vectors.roomId)), entries, context);
  expect(refusal).toBeNull();
  return log;
}

describe('The vectors of membership-v1.json', () => {
  it('are what this code makes of their seed, to the byte', async () => {
    expect(vectors).toEqual(JSON.parse(JSON.stringify(await makeMembership())));
  });

  it('[M-1] give the id of the room', async () => {
    const { entry } = decodeSignedEntry(fromHex(vectors.entries[0]?.signed ?? ''));
    const { author, change } = decodeEntry(entry);
    const nonce = change.type === 'create' ? change.nonce : fixed(32, new Uint8Array(32), 'nonce');
    expect(hex(await groupRoomId(crypto, author.accountId, nonce))).toBe(vectors.roomId);
  });

  it('[M-15] give the commitment to a name', async () => {
    const { name, description, salt, hash } = vectors.name;
    const salted = { name, description, salt: fixed(32, fromHex(salt), 'salt') };
    expect(hex(await roomNameHash(crypto, salted))).toBe(hash);
  });

  it('[M-2] [M-5] [M-6] give the state after every entry', async () => {
    let log: VerifiedLog | null = null;
    for (const { change, signed, state } of vectors.entries) {
      const next = await takeEntry(crypto, log, roomId(fromHex(vectors.roomId)), fromHex(signed), context);
      log = next.log;
      expect([next.taken?.change.type, stateOf(log)]).toEqual([change, state]);
    }
    expect(new Set(vectors.entries.map(({ change }) => change)).size).toBe(9);
  });

  it('[M-17] give the stored form, which opens', async () => {
    const log = await after(vectors.entries.length);
    expect(decodeLog(fromHex(vectors.record))).toEqual(log);
    expect(hex(encodeLog(decodeLog(fromHex(vectors.record))))).toBe(vectors.record);
  });

  it('[M-2] [M-3] [M-4] [M-5] [M-8] are refused for the right reason', async () => {
    expect(vectors.refused.length).toBeGreaterThan(30);
    const log = await after(5);
    for (const { what, code, signed } of vectors.refused) {
      const said = await codeOf(
        takeEntry(crypto, log, roomId(fromHex(vectors.roomId)), fromHex(signed), context),
      );
      expect([what, said.split(' ')[1]]).toEqual([what, code]);
    }
  });
});
