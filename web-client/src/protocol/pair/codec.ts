import {
  ByteReader,
  CodecError,
  concat,
  isZero,
  prefixed,
  Secret,
  u16,
  u32,
  u64,
  u8,
} from '../../bytes/index.ts';
import type { SecretRecord } from '../identity/keys.ts';
import { accountId, deviceId, ratchetSessionId, transcriptHash, type RatchetSessionId } from '../ids.ts';
import { MAX_REPAIRS_PER_DAY, MAX_REPLAY_MEMORY, MAX_SESSIONS_PER_PAIR } from '../limits.ts';
import { decodeSession, encodeSession, MAX_SESSION_BYTES, type StoredSession } from '../ratchet/codec.ts';
import type { Pair } from './state.ts';

const FORMAT = 1;
const NO_ID = new Uint8Array(16);

/** [S-10] The record of a pair, to be sealed. */
export function encodePair(pair: Pair): SecretRecord<'PairRecord'> {
  const bytes = concat(
    u8(FORMAT),
    pair.ours.accountId,
    pair.ours.deviceId,
    pair.theirs.accountId,
    pair.theirs.deviceId,
    u32(pair.generation),
    pair.abandoned ?? NO_ID,
    u64(pair.counters.x25519Signed),
    u64(pair.counters.mlKemLastResort),
    u32(pair.repairs),
    u8(pair.recentRepairs.length),
    ...pair.recentRepairs.map(u64),
    u16(pair.replays.length),
    ...pair.replays.flatMap((replay) => [replay.transcript, u64(replay.forgetAtMs)]),
    u8(pair.superseded.length + (pair.active === null ? 0 : 1)),
    ...pair.superseded.map(({ session, atMs }) => prefixed(encodeSession(session, atMs))),
    ...(pair.active === null ? [] : [prefixed(encodeSession(pair.active, null))]),
  );
  return Secret.of('PairRecord', bytes.length, bytes);
}

/** @throws CodecError `pair-record-…`, `ratchet-record-…` */
export function decodePair(record: Uint8Array): Pair {
  const reader = new ByteReader(record, 'pair-record');
  if (reader.u8() !== FORMAT) {
    throw new CodecError('pair-record-version');
  }
  const pair = {
    ours: { accountId: accountId(reader.take(16)), deviceId: deviceId(reader.take(16)) },
    theirs: { accountId: accountId(reader.take(16)), deviceId: deviceId(reader.take(16)) },
    generation: reader.u32(),
    abandoned: sessionIdOrNull(reader.take(16)),
    counters: { x25519Signed: reader.time(), mlKemLastResort: reader.time() },
    repairs: reader.u32(),
    recentRepairs: times(reader.u8(), MAX_REPAIRS_PER_DAY, () => reader.time()),
    replays: times(reader.u16(), MAX_REPLAY_MEMORY, () => ({
      transcript: transcriptHash(reader.take(32)),
      forgetAtMs: reader.time(),
    })),
  };
  const stored = times(reader.u8(), MAX_SESSIONS_PER_PAIR, () =>
    decodeSession(reader.prefixed(MAX_SESSION_BYTES)),
  );
  reader.end();
  return { ...pair, ...sorted(stored) };
}

/** [S-1] @throws CodecError when two of them would send */
function sorted(stored: readonly StoredSession[]): Pick<Pair, 'active' | 'superseded'> {
  const [active, another] = stored.filter(({ supersededAtMs }) => supersededAtMs === null);
  if (another !== undefined) {
    throw new CodecError('pair-record-active');
  }
  const superseded = stored.flatMap(({ session, supersededAtMs: atMs }) =>
    atMs === null ? [] : [{ session, atMs }],
  );
  return { active: active?.session ?? null, superseded };
}

function sessionIdOrNull(bytes: Uint8Array): RatchetSessionId | null {
  return isZero(bytes) ? null : ratchetSessionId(bytes);
}

function times<T>(count: number, limit: number, read: () => T): readonly T[] {
  if (count > limit) {
    throw new CodecError('pair-record-too-many');
  }
  return Array.from({ length: count }, read);
}
