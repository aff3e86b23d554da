import { createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, fixed, u64, utf8 } from '../../src/bytes/index.ts';
import type { CryptoProvider } from '../../src/crypto/index.ts';
import {
  archiveKey,
  ChunkPacker,
  freshArchiveId,
  hashOfChunk,
  openChunk,
  sealChunk,
  type ArchivedRoom,
  type ArchiveKey,
  type ChunkPlace,
} from '../../src/protocol/archive/index.ts';
import { encodeRooms } from '../../src/protocol/archive/rooms.ts';
import { pad } from '../../src/protocol/content/padding.ts';
import { sealOnce } from '../../src/protocol/sealed-once.ts';
import { label } from '../../src/protocol/suite.ts';
import {
  accountId,
  deviceId,
  identitySeed,
  limits,
  messageId,
  roomId,
  type HistoryEntry,
} from '../../src/protocol/index.ts';
import { watchedCrypto } from './ledger.ts';
import { person, type Person } from './people.ts';
import { codeOf } from './refusal.ts';

let crypto: CryptoProvider;
let alice: Person;
let key: ArchiveKey;
let first: ChunkPlace;
beforeAll(async () => {
  crypto = await watchedCrypto();
  alice = await person(crypto);
  key = await keyOf(alice);
  first = place(alice);
});

const ZEROS = fixed(32, new Uint8Array(32), 'zeros');
const keyOf = (who: Person) =>
  archiveKey(crypto, identitySeed(who.identityRecord.expose()), who.certified.accountId);
const place = (who: Person, change: Partial<ChunkPlace> = {}): ChunkPlace => ({
  accountId: who.certified.accountId,
  archiveId: freshArchiveId(crypto),
  index: 0,
  previous: ZEROS,
  ...change,
});

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const entries: fc.Arbitrary<HistoryEntry> = fc.record({
  senderAccountId: bytes(16).map(accountId),
  senderDeviceId: fc.option(bytes(16).map(deviceId)),
  counter: fc.option(fc.integer({ min: 1 })),
  sentAtMs: fc.integer({ min: 0 }),
  body: fc.string({ minLength: 1, unit: 'grapheme' }),
  messageIds: fc.array(bytes(32).map(messageId), { minLength: 1, maxLength: 8 }),
  state: fc.constantFrom('received', 'sent', 'delivered', 'read'),
});
const rooms: fc.Arbitrary<readonly ArchivedRoom[]> = fc.array(
  fc.record({
    roomId: bytes(16).map(roomId),
    entries: fc.array(entries, { maxLength: 5 }),
    name: fc.option(
      fc.record({
        name: fc.string({ minLength: 1, maxLength: 30 }),
        description: fc.string({ maxLength: 100 }),
        salt: bytes(32).map((salt) => fixed(32, salt, 'salt')),
      }),
    ),
  }),
  { maxLength: 4 },
);

const entry = (body: string): HistoryEntry => ({
  senderAccountId: alice.certified.accountId,
  senderDeviceId: null,
  counter: null,
  sentAtMs: 1,
  body,
  messageIds: [messageId(crypto.random(32))],
  state: 'received',
});

const said = (...bodies: readonly string[]): readonly ArchivedRoom[] => [
  { roomId: roomId(crypto.random(16)), entries: bodies.map(entry), name: null },
];

const hkdf = (ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number) =>
  Buffer.from(hkdfSync('sha256', ikm, salt, info, length));

describe('The key of an archive', () => {
  it('[A-1] is the same on every device, and another for every identity and account', async () => {
    const bob = await person(crypto);
    const seed = identitySeed(alice.identityRecord.expose());
    const all = [key, await keyOf(bob), await archiveKey(crypto, seed, bob.certified.accountId)];
    expect(new Set(all.map((each) => Buffer.from(each.expose()).toString('hex'))).size).toBe(3);
    expect((await keyOf(alice)).expose()).toEqual(key.expose());
  });
});

describe('A chunk of an archive', () => {
  it('[A-2] [A-3] opens where it was sealed, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(rooms, fc.nat(), bytes(32), async (contents, index, previous) => {
        const at = place(alice, { index, previous: fixed(32, previous, 'previous') });
        const chunk = await sealChunk(crypto, key, at, contents);
        expect(await openChunk(crypto, key, at, chunk)).toEqual(contents);
      }),
      { numRuns: 50 },
    );
  });

  it('[A-1] [A-2] is made as the page says, written down a second time', async () => {
    const at = place(alice, { index: 3, previous: fixed(32, crypto.random(32), 'previous') });
    const contents = said('hello');
    const chunk = await sealChunk(crypto, key, at, contents);
    const seed = identitySeed(alice.identityRecord.expose()).expose();
    const made = hkdf(seed, Buffer.alloc(0), concat(label('tacet/archive/key/v1'), at.accountId), 32);
    const name = label('tacet/archive/chunk/v1');
    const sealing = hkdf(made, chunk.subarray(1, 17), name, 44);
    const cipher = createDecipheriv('aes-256-gcm', sealing.subarray(0, 32), sealing.subarray(32));
    cipher.setAAD(concat(name, at.accountId, at.archiveId, u64(3), at.previous));
    cipher.setAuthTag(chunk.subarray(-16));
    const plain = Buffer.concat([cipher.update(chunk.subarray(17, -16)), cipher.final()]);
    expect(plain.equals(pad(encodeRooms(contents)))).toBe(true);
    expect(chunk[0]).toBe(1);
    expect(await hashOfChunk(crypto, chunk)).toEqual(
      new Uint8Array(createHash('sha256').update(chunk).digest()),
    );
  });

  it('[A-2] opens nowhere else: another place, account, identity, archive or predecessor', async () => {
    const bob = await person(crypto);
    const chunk = await sealChunk(crypto, key, first, said('hello'));
    const elsewhere: readonly (readonly [ArchiveKey, ChunkPlace])[] = [
      [key, { ...first, index: 1 }],
      [key, { ...first, previous: await crypto.sha256(utf8('x')) }],
      [key, { ...first, archiveId: freshArchiveId(crypto) }],
      [key, { ...first, accountId: bob.certified.accountId }],
      [await keyOf(bob), first],
    ];
    for (const [other, at] of elsewhere) {
      expect(await codeOf(openChunk(crypto, other, at, chunk))).toBe('verification archive-tag');
    }
  });

  it('[A-2] refuses every changed byte, and every shortened form', async () => {
    const chunk = await sealChunk(crypto, key, first, said('hello'));
    for (let at = 0; at < chunk.length; at++) {
      const changed = chunk.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const code = await codeOf(openChunk(crypto, key, first, changed));
      expect(code).toBe(at === 0 ? 'codec archive-version' : 'verification archive-tag');
    }
    const cuts = new Set<string>();
    for (let at = 0; at < 40; at++) {
      cuts.add(await codeOf(openChunk(crypto, key, first, chunk.subarray(0, at))));
    }
    expect([...cuts].toSorted()).toEqual(['codec archive-truncated', 'verification archive-tag']);
  });

  it('[A-2] refuses what is longer than any, before it opens it', async () => {
    const long = new Uint8Array(limits.MAX_ARCHIVE_CHUNK_BYTES + 1);
    expect(await codeOf(openChunk(crypto, key, first, long))).toBe('validation archive-too-long');
  });

  it('[A-2] seals the same twice with other bytes, and hides how long it is', async () => {
    const contents = said('hello');
    const one = await sealChunk(crypto, key, first, contents);
    const two = await sealChunk(crypto, key, first, contents);
    expect(Buffer.from(one).equals(two)).toBe(false);
    expect(one.length).toBe((await sealChunk(crypto, key, first, said('hello to all of you'))).length);
  });

  it('[A-3] refuses contents against the rules', async () => {
    const sealing = {
      what: 'archive',
      key,
      info: label('tacet/archive/chunk/v1'),
      context: concat(
        label('tacet/archive/chunk/v1'),
        first.accountId,
        first.archiveId,
        u64(first.index),
        first.previous,
      ),
    };
    const [room] = said('x');
    if (!room) throw new Error('no room');
    const salt = fixed(32, new Uint8Array(32), 'salt');
    const bad: readonly (readonly [Uint8Array, string])[] = [
      [pad(encodeRooms([{ ...room, entries: [entry('')] }])), 'validation archive-content'],
      [
        pad(encodeRooms([{ ...room, entries: [{ ...entry('x'), messageIds: [] }] }])),
        'validation archive-content',
      ],
      [
        pad(encodeRooms([{ ...room, name: { name: '', description: '', salt } }])),
        'validation archive-content',
      ],
      [pad(Uint8Array.of(255)), 'codec archive-protobuf'],
      [encodeRooms([room]), 'codec padding-too-long'],
    ];
    for (const [plaintext, code] of bad) {
      const chunk = await sealOnce(crypto, sealing, plaintext);
      expect(await codeOf(openChunk(crypto, key, first, chunk))).toBe(code);
    }
  });

  it('[A-3] takes as much as fits, and what it packs is what it seals', async () => {
    const packer = new ChunkPacker();
    const room = roomId(crypto.random(16));
    let taken = 0;
    while (packer.add(room, entry('as long as most are, more or less'))) taken++;
    expect(taken).toBeGreaterThan(300);
    const size = encodeRooms(packer.rooms).length;
    expect(size).toBeLessThanOrEqual(limits.MAX_CONTENT_BYTES);
    expect(size).toBeGreaterThan(limits.MAX_CONTENT_BYTES - 2_000);
    const chunk = await sealChunk(crypto, key, first, packer.rooms);
    expect(chunk.length).toBeLessThanOrEqual(limits.MAX_ARCHIVE_CHUNK_BYTES);
    expect((await openChunk(crypto, key, first, chunk))[0]?.entries).toHaveLength(taken);
  });
});
