import { equal } from '../../bytes/index.ts';
import type { DeviceAddress, RatchetSessionId, TranscriptHash } from '../ids.ts';
import {
  MAX_REPAIRS_PER_DAY,
  REPAIR_INTERVAL_MS,
  REPAIR_WINDOW_MS,
  UNANSWERED_REPLACE_MS,
} from '../limits.ts';
import type { PrekeyCounters } from '../prekeys/bundle.ts';
import type { RatchetSession } from '../ratchet/state.ts';

/** A first message without one-time key that was accepted once, [H-9]. */
export interface RememberedHandshake {
  readonly transcript: TranscriptHash;
  /** Not before then, and not before its place is needed. */
  readonly forgetAtMs: number;
}

/** [S-4] [S-6] It never becomes active again, and is deleted some time after `atMs`. */
export interface Superseded {
  readonly session: RatchetSession;
  readonly atMs: number;
}

/**
 * What this device keeps about one other device: one record in storage, sealed, replaced as a whole. Immutable, like
 * the ratchet sessions in it.
 */
export interface Pair {
  readonly ours: DeviceAddress;
  readonly theirs: DeviceAddress;
  /** [S-3] The highest generation of a ratchet session ever known. */
  readonly generation: number;
  /** [S-9] The session that was active before a rollback was noticed: the next handshake names it. */
  readonly abandoned: RatchetSessionId | null;
  /** [S-1] The one ratchet session that sends, if there is one. */
  readonly active: RatchetSession | null;
  /** Those that only receive any more, oldest first. */
  readonly superseded: readonly Superseded[];
  readonly counters: PrekeyCounters;
  readonly replays: readonly RememberedHandshake[];
  /** Times of the repairs of the last day. */
  readonly recentRepairs: readonly number[];
  /** Repairs ever, for the security details. */
  readonly repairs: number;
}

/** Nothing known yet. */
export function emptyPair(ours: DeviceAddress, theirs: DeviceAddress): Pair {
  return {
    ours: { accountId: ours.accountId, deviceId: ours.deviceId },
    theirs: { accountId: theirs.accountId, deviceId: theirs.deviceId },
    generation: 0,
    abandoned: null,
    active: null,
    superseded: [],
    counters: { x25519Signed: 0, mlKemLastResort: 0 },
    replays: [],
    recentRepairs: [],
    repairs: 0,
  };
}

/** All that are kept, superseded ones first. */
export function sessionsOf(pair: Pair): readonly RatchetSession[] {
  const superseded = pair.superseded.map(({ session }) => session);
  return pair.active === null ? superseded : [...superseded, pair.active];
}

export function sessionOf(pair: Pair, id: RatchetSessionId): RatchetSession | null {
  return sessionsOf(pair).find((session) => equal(session.id, id)) ?? null;
}

/** Puts a session's next state in the place of the former one. */
export function withSession(pair: Pair, next: RatchetSession): Pair {
  const current = (session: RatchetSession): RatchetSession => (equal(session.id, next.id) ? next : session);
  return {
    ...pair,
    active: pair.active === null ? null : current(pair.active),
    superseded: pair.superseded.map(({ session, atMs }) => ({ session: current(session), atMs })),
  };
}

/** How far the active ratchet session is protected against a quantum computer, for the security details. */
export interface PostQuantumProgress {
  /** Completed steps; 0 while only the handshake's ML-KEM secret protects. */
  readonly epoch: number;
  /** When the last step was completed here; null before the first. */
  readonly completedAtMs: number | null;
}

/** Null when there is no active ratchet session. */
export function postQuantum(pair: Pair): PostQuantumProgress | null {
  if (pair.active === null) {
    return null;
  }
  const { epoch, sinceMs } = pair.active.postQuantum;
  return { epoch, completedAtMs: epoch === 0 ? null : sinceMs };
}

/** [S-7] Whether a handshake is due before the next message to this device. */
export function needsSession({ active }: Pair, nowMs: number): boolean {
  return (
    active === null ||
    (active.chains.stage === 'unanswered' && apart(nowMs, active.createdAtMs) >= UNANSWERED_REPLACE_MS)
  );
}

/** [S-8] Whether a repair may begin now; otherwise the failing messages wait. */
export function mayRepair(pair: Pair, nowMs: number): boolean {
  const recent = pair.recentRepairs.filter((at) => apart(nowMs, at) < REPAIR_WINDOW_MS);
  return recent.length < MAX_REPAIRS_PER_DAY && recent.every((at) => apart(nowMs, at) >= REPAIR_INTERVAL_MS);
}

/** [S-11] A time that lies ahead is of a clock that was wrong: what waits for it must not wait for years. */
function apart(one: number, other: number): number {
  return Math.abs(one - other);
}

/** [S-9] After a rollback none of the sessions may be used again; what was seen of the peer stays. */
export function abandonSessions(pair: Pair): Pair {
  return { ...pair, active: null, superseded: [], abandoned: pair.active?.id ?? pair.abandoned };
}
