import { compare } from '../../bytes/index.ts';
import { MAX_SESSIONS_PER_PAIR, SUPERSEDED_RETENTION_MS } from '../limits.ts';
import { retired } from '../ratchet/post-quantum.ts';
import type { RatchetSession } from '../ratchet/state.ts';
import type { Pair, Superseded } from './state.ts';

/**
 * [S-2] Whether a session that begins takes the place of the active one. Both devices ask this of the same two
 * sessions and must find the same answer, whichever they saw first: generation and, within it, hash order all sessions of
 * a pair. What a session replaces has no say here: its initiator may name one that stands above its own.
 */
export function takesOver(active: RatchetSession, incoming: RatchetSession): boolean {
  return incoming.generation === active.generation
    ? compare(incoming.transcript, active.transcript) < 0 // crossed
    : incoming.generation > active.generation;
}

/** [S-1] [S-2] [S-6] Adds a session and decides which one sends. */
export function install(before: Pair, incoming: RatchetSession, nowMs: number): Pair {
  const pair = { ...before, generation: Math.max(before.generation, incoming.generation) };
  if (pair.active !== null && !takesOver(pair.active, incoming)) {
    return bounded({ ...pair, superseded: [...pair.superseded, supersede(incoming, nowMs)] });
  }
  return replaceActive(pair, incoming, nowMs);
}

/** [S-3] [S-4] Makes `next` the one that sends. What was active before never is again. */
export function replaceActive(pair: Pair, next: RatchetSession, nowMs: number): Pair {
  const before = pair.active === null ? [] : [supersede(pair.active, nowMs)];
  return bounded({ ...pair, abandoned: null, active: next, superseded: [...pair.superseded, ...before] });
}

/** [D-12] [S-4] Nothing is sent in it any more; what is on its way still opens. */
export function retireActive(pair: Pair, nowMs: number): Pair {
  const before = pair.active === null ? [] : [supersede(pair.active, nowMs)];
  return bounded({ ...pair, active: null, superseded: [...pair.superseded, ...before] });
}

function supersede(session: RatchetSession, nowMs: number): Superseded {
  return { session: { ...session, postQuantum: retired(session.postQuantum) }, atMs: nowMs };
}

/** Leaves room for the active one beside the newest superseded ones. */
function bounded(pair: Pair): Pair {
  return { ...pair, superseded: pair.superseded.slice(-(MAX_SESSIONS_PER_PAIR - 1)) };
}

/** [S-6] Drops what is past its time; what seems to begin later begins now, [S-11]. Call when the pair is loaded. */
export function prunePair(pair: Pair, nowMs: number): Pair {
  return {
    ...pair,
    superseded: pair.superseded
      .filter(({ atMs }) => nowMs - atMs < SUPERSEDED_RETENTION_MS)
      .map(({ session, atMs }) => ({ session, atMs: Math.min(atMs, nowMs) })),
  };
}
