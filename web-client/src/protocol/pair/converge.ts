import { compare, equal } from '../../bytes/index.ts';
import { MAX_SESSIONS_PER_PAIR, SUPERSEDED_RETENTION_MS } from '../limits.ts';
import { retired } from '../ratchet/post-quantum.ts';
import type { RatchetSession } from '../ratchet/state.ts';
import { activeSession, type Pair } from './state.ts';

/**
 * [S-2] Whether a session that begins takes the place of the active one. Both devices ask this of the same two
 * sessions and must find the same answer, whichever they saw first.
 */
export function takesOver(active: RatchetSession, incoming: RatchetSession): boolean {
  if (incoming.replaces !== null && equal(incoming.replaces, active.id)) {
    return true;
  }
  if (active.replaces !== null && equal(active.replaces, incoming.id)) {
    return false;
  }
  // A generation and, within it, the hash order all sessions the same way on both devices.
  return incoming.generation === active.generation
    ? compare(incoming.transcript, active.transcript) < 0 // crossed
    : incoming.generation > active.generation;
}

/** [S-1] [S-2] [S-6] Adds a session and decides which one sends. */
export function install(before: Pair, incoming: RatchetSession, nowMs: number): Pair {
  const pair = { ...before, generation: Math.max(before.generation, incoming.generation) };
  const active = activeSession(pair);
  if (active !== null && !takesOver(active, incoming)) {
    return bounded({ ...pair, sessions: [superseded(incoming, nowMs), ...pair.sessions] });
  }
  return bounded(replaceActive(pair, incoming, nowMs));
}

/** [S-3] [S-4] Makes `next` the one that sends. What was active before never is again. */
export function replaceActive(pair: Pair, next: RatchetSession, nowMs: number): Pair {
  const rest = pair.sessions.map((session) => superseded(session, nowMs));
  return bounded({ ...pair, abandoned: null, sessions: [...rest, next] });
}

function superseded(session: RatchetSession, nowMs: number): RatchetSession {
  return session.supersededAtMs === null
    ? { ...session, supersededAtMs: nowMs, postQuantum: retired(session.postQuantum) }
    : session;
}

/** Oldest first in the list, so the oldest superseded ones go. */
function bounded(pair: Pair): Pair {
  const excess = Math.max(0, pair.sessions.length - MAX_SESSIONS_PER_PAIR);
  const going = new Set(pair.sessions.filter((each) => each.supersededAtMs !== null).slice(0, excess));
  return { ...pair, sessions: pair.sessions.filter((session) => !going.has(session)) };
}

/** [S-6] [H-9] Drops what is past its time. Call when the pair is loaded. */
export function prunePair(pair: Pair, nowMs: number): Pair {
  return {
    ...pair,
    sessions: pair.sessions.filter(
      (session) =>
        session.supersededAtMs === null || nowMs - session.supersededAtMs < SUPERSEDED_RETENTION_MS,
    ),
    replays: pair.replays.filter((replay) => nowMs < replay.forgetAtMs),
  };
}
