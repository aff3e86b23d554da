import { equal, type Fixed } from '../../bytes/index.ts';
import type { DeviceAddress, RatchetSessionId } from '../ids.ts';
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
  readonly transcript: Fixed<32>;
  readonly forgetAtMs: number;
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
  /** At most one is active; the others only receive. */
  readonly sessions: readonly RatchetSession[];
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
    sessions: [],
    counters: { x25519Signed: 0, mlKemLastResort: 0 },
    replays: [],
    recentRepairs: [],
    repairs: 0,
  };
}

/** The one ratchet session that sends, if there is one. */
export function activeSession(pair: Pair): RatchetSession | null {
  return pair.sessions.find((session) => session.supersededAtMs === null) ?? null;
}

export function sessionOf(pair: Pair, id: RatchetSessionId): RatchetSession | null {
  return pair.sessions.find((session) => equal(session.id, id)) ?? null;
}

/** Puts a session's next state in the place of the former one. */
export function withSession(pair: Pair, next: RatchetSession): Pair {
  return {
    ...pair,
    sessions: pair.sessions.map((session) => (equal(session.id, next.id) ? next : session)),
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
  const active = activeSession(pair);
  if (active === null) {
    return null;
  }
  const { epoch, sinceMs } = active.postQuantum;
  return { epoch, completedAtMs: epoch === 0 ? null : sinceMs };
}

/** [S-7] Whether a handshake is due before the next message to this device. */
export function needsSession(pair: Pair, nowMs: number): boolean {
  const active = activeSession(pair);
  return (
    active === null || (active.unanswered !== null && nowMs - active.createdAtMs >= UNANSWERED_REPLACE_MS)
  );
}

/** [S-8] Whether a repair may begin now; otherwise the failing messages wait. */
export function mayRepair(pair: Pair, nowMs: number): boolean {
  const recent = pair.recentRepairs.filter((at) => nowMs - at < REPAIR_WINDOW_MS);
  return recent.length < MAX_REPAIRS_PER_DAY && recent.every((at) => nowMs - at >= REPAIR_INTERVAL_MS);
}

/** [S-9] After a rollback none of the sessions may be used again; what was seen of the peer stays. */
export function abandonSessions(pair: Pair): Pair {
  return { ...pair, sessions: [], abandoned: activeSession(pair)?.id ?? pair.abandoned };
}
