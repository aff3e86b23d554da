import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, fromHex, hex, u16, u8 } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import { decodeLog, encodeLog, takeEntries, takeEntry } from '../../../src/protocol/index.ts';
import { watchedCrypto } from '../ledger.ts';
import { MONDAY_MS, person, type Person } from '../people.ts';
import { code } from '../refusal.ts';
import { group, LEAVE, NEWCOMER, removalOf, withSecondDevice, ZEROS, type Group } from './groups.ts';

/** `fixtures/log-form-1.json`: written once; whatever comes later has to open it. */
interface Fixture {
  readonly record: string;
  readonly entries: readonly string[];
  /** Taken after the record was written. */
  readonly next: string;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own file
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/log-form-1.json', import.meta.url), 'utf8'),
) as Fixture;

let crypto: CryptoProvider;
let alice: Person;
let bob: Person;
/** Alice at her second device. */
let second: Person;
let room: Group;
beforeAll(async () => {
  crypto = await watchedCrypto();
  [alice, bob] = [await person(crypto), await person(crypto)];
  room = await group(alice, bob, await person(crypto));
  await room.change(alice, removalOf(bob), MONDAY_MS + 7);
  [, second] = await withSecondDevice(alice);
  await room.change(second, { type: 'rename', nameHash: ZEROS });
});

describe('[M-17] A stored log', () => {
  it('comes back as it was, and goes on', async () => {
    const restored = decodeLog(encodeLog(room.log));
    expect(restored).toEqual(room.log);
    const next = await room.draft(second, LEAVE);
    const one = await takeEntry(crypto, room.log, room.roomId, next, NEWCOMER);
    expect(await takeEntry(crypto, restored, room.roomId, next, NEWCOMER)).toEqual(one);
  });

  it('comes back when it is over', async () => {
    const lonely = await group(alice);
    await lonely.change(alice, LEAVE);
    expect(lonely.log.ownerId).toBeNull();
    expect(decodeLog(encodeLog(lonely.log))).toEqual(lonely.log);
  });

  it('of the first form opens, in whatever version', async () => {
    const log = decodeLog(fromHex(fixture.record));
    expect([log.members.length, log.former.length, log.invited.length]).toEqual([2, 1, 1]);
    expect(log.former[0]).toMatchObject({ since: 3, until: 5, endedAtMs: MONDAY_MS });
    const read = await takeEntries(crypto, null, log.roomId, fixture.entries.map(fromHex), NEWCOMER);
    expect([read.log, read.refusal]).toEqual([log, null]);
    const next = await takeEntry(crypto, log, log.roomId, fromHex(fixture.next), NEWCOMER);
    expect(next.log.sequence).toBe(log.sequence + 1);
    expect(hex(encodeLog(log))).toBe(fixture.record);
  });

  it('that is damaged is refused', () => {
    const record = fromHex(fixture.record);
    const { sequence, members: known } = decodeLog(record);
    const at = (offset: number, bytes: Uint8Array) => {
      const changed = record.slice();
      changed.set(bytes, offset);
      return code(() => decodeLog(changed));
    };
    const hashes = 1 + 16 + 32;
    const members = hashes + 2 + sequence * 32;
    const owner = members + 2 + known.length * 50;
    const invited = owner + 16;
    const former = invited + 2 + 66;
    const authorLists = former + 2 + 60;
    expect(at(0, u8(2))).toBe('codec log-record-version');
    expect(at(hashes, u16(4_097))).toBe('codec log-record-too-many');
    expect(at(members, u16(257))).toBe('codec log-record-too-many');
    expect(at(invited, u16(257))).toBe('codec log-record-too-many');
    expect(at(former, u16(4_097))).toBe('codec log-record-too-many');
    expect(at(authorLists, u16(4_097))).toBe('codec log-record-too-many');
    expect(at(owner, new Uint8Array(16))).toBe('codec log-record-state');
    for (const since of [members, invited, former].map((list) => list + 2 + 48)) {
      expect(at(since, u16(0))).toBe('codec log-record-state');
      expect(at(since, u16(sequence + 1))).toBe('codec log-record-state');
    }
    const until = former + 2 + 50;
    expect(at(until, u16(sequence))).toBe('accepted');
    expect(at(until, u16(sequence + 1))).toBe('codec log-record-state');
    expect(at(until, u16(3))).toBe('codec log-record-state');
    expect(code(() => decodeLog(record.slice(0, -1)))).toBe('codec log-record-truncated');
    expect(code(() => decodeLog(concat(record, u8(0))))).toBe('codec log-record-trailing');
    const empty = concat(u8(1), new Uint8Array(48), u16(0), u16(0), u16(0), u16(0), u16(0));
    expect(code(() => decodeLog(empty))).toBe('codec log-record-state');
  });
});
