import { deepStrictEqual } from 'node:assert/strict';
import { fromHex } from '../../../src/bytes/index.ts';
import type { CryptoProvider } from '../../../src/crypto/index.ts';
import {
  decodeEntry,
  decodeLog,
  decodeSignedEntry,
  encodeLog,
  limits,
  roomId,
  takeEntries,
  takeEntry,
  type LogContext,
  type VerifiedLog,
} from '../../../src/protocol/index.ts';
import { encodeEntry } from '../../../src/protocol/room/entry-codec.ts';
import type { Target } from '../fuzz.ts';
import { awaited, decoded, same, trusting } from './expectations.ts';
import type { Seeds } from './seeds.ts';

/** What a service can say about a group, and what a damaged disk can hold of one. */
export async function roomTargets(crypto: CryptoProvider, { membership }: Seeds): Promise<readonly Target[]> {
  const context: LogContext = { rememberedHash: () => Promise.resolve(null), nowMs: membership.takenAtMs };
  const room = roomId(fromHex(membership.roomId));
  const entries = membership.entries.map(({ signed }) => fromHex(signed));
  const logs: VerifiedLog[] = [];
  for (const [index] of entries.entries()) {
    const { log } = await takeEntries(crypto, null, room, entries.slice(0, index + 1), context);
    if (log !== null) logs.push(log);
  }
  const believing = trusting(crypto);
  return [
    {
      name: 'membership-entry',
      seeds: [...entries, ...membership.refused.map(({ signed }) => fromHex(signed))],
      maxBytes: limits.MAX_ROOM_ENTRY_BYTES + 4_096,
      check: async (input) => {
        decoded(() => rewritten(decodeSignedEntry(input).entry));
        for (const log of [null, ...logs]) {
          const next = await awaited(() => takeEntry(believing, log, room, input, context));
          if (next !== undefined) kept(next.log);
        }
      },
    },
    {
      name: 'log-record',
      seeds: [fromHex(membership.record), ...logs.slice(0, 2).map(encodeLog)],
      maxBytes: 16_384,
      check: (input) => {
        const log = decoded(() => decodeLog(input));
        if (log) same(encodeLog(log), input, 'log');
      },
    },
  ];
}

/** Protobuf has more than one encoding of a value; ours of what was read has to mean the same. */
function rewritten(bytes: Uint8Array): void {
  const entry = decodeEntry(bytes);
  deepStrictEqual(decodeEntry(encodeEntry(entry)), entry);
}

/** Whatever was taken can be stored, and comes back: above all the owner is a member, and nobody is one twice. */
function kept(log: VerifiedLog): void {
  deepStrictEqual(decodeLog(encodeLog(log)), log);
  const there = [...log.members, ...log.invited].map(({ accountId }) =>
    Buffer.from(accountId).toString('hex'),
  );
  if (new Set(there).size !== there.length) throw new Error('somebody is in the room twice');
  if ((log.ownerId === null) !== (log.members.length === 0)) throw new Error('a room without owner');
}
