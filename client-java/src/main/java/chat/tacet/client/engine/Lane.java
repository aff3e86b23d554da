package chat.tacet.client.engine;

import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What waits to be sent in one room, in the order of writing. It leaves in rounds: one, then two,
 * then twice as many as before; after a round that went wrong, what is left goes singly, [V-13].
 */
final class Lane {

  /** Under way at once, [V-13]. */
  private static final int MAX_ROUND = 16;

  /** Keys that do not hold, or full mailboxes, are not looked at more often. */
  static final long SLOW_AGAIN_MS = 600_000;

  private static final long FIRST_REST_MS = 500;
  private static final long LONGEST_REST_MS = 60_000;

  /** Doublings after which a rest is the longest. */
  private static final int MAX_DOUBLINGS = 7;

  final RoomId room;

  /** Sequences in the outbox, those under way included. */
  final Deque<Long> waiting = new ArrayDeque<>();

  private final Map<EnvelopeId, Long> underWay = new HashMap<>();

  /** Refused for their devices: whether they are for others now is looked at before they leave. */
  private final Set<EnvelopeId> refused = new HashSet<>();

  /** Handed over, since this start or before it, and not refused: the relay may have them. */
  private final Set<Long> unanswered = new HashSet<>();

  private State state = State.READY;
  private long turn;
  private int size = 1;
  private int left;
  private int singly;
  private long restMs;
  private boolean troubled;
  private int setbacks;

  Lane(RoomId room) {
    this.room = room;
  }

  private enum State {
    /** The next round may begin. */
    READY,
    /** Something is being fetched for it, or it rests; it will be told. */
    WAITING,
    /** Some of the round were handed over and have no answer. */
    UNDER_WAY
  }

  boolean isReady() {
    return state == State.READY && !waiting.isEmpty();
  }

  boolean isIdle() {
    return state == State.READY && waiting.isEmpty();
  }

  /** How many the next round may have. */
  int roundSize() {
    return singly > 0 ? 1 : size;
  }

  /** Counts what was begun, so that a timer of something older is known to be late. */
  long turn() {
    return turn;
  }

  /** Something is awaited before the next round. */
  long await() {
    state = State.WAITING;
    return ++turn;
  }

  /** What was awaited has come, if nothing else began meanwhile. */
  void resume(long ofTurn) {
    if (state == State.WAITING && turn == ofTurn) {
      state = State.READY;
    }
  }

  long handOver(Map<EnvelopeId, Long> round) {
    underWay.putAll(round);
    left = round.size();
    state = State.UNDER_WAY;
    troubled = false;
    restMs = 0;
    return ++turn;
  }

  boolean isCurrent(long ofTurn) {
    return state == State.UNDER_WAY && turn == ofTurn;
  }

  /** The sequence of an envelope of this round that was not answered before. */
  Optional<Long> answered(EnvelopeId envelope) {
    return Optional.ofNullable(underWay.remove(envelope));
  }

  /** It was refused for its devices. */
  void refused(EnvelopeId envelope) {
    refused.add(envelope);
  }

  boolean isRefused(EnvelopeId envelope) {
    return refused.contains(envelope);
  }

  /** Whether it was refused since this was asked last. */
  boolean takeRefused(EnvelopeId envelope) {
    return refused.remove(envelope);
  }

  /** It was sealed before this start, or put off by a relay that may have stored it. */
  void mayHaveLeft(long sequence) {
    unanswered.add(sequence);
  }

  /** Whether the relay may have it, whatever it says now. */
  boolean mayBeTaken(long sequence) {
    return unanswered.contains(sequence);
  }

  /** One is done with, for good or bad. */
  void remove(long sequence) {
    waiting.remove(sequence);
    unanswered.remove(sequence);
    left--;
    singly = Math.max(0, singly - 1);
    setbacks = 0;
  }

  /** One of the round stays, and the lane rests when the round is over. */
  void trouble(long restAtLeastMs) {
    troubled = true;
    restMs = Math.max(restMs, restAtLeastMs);
  }

  /** Nobody will answer any more what is under way. */
  void abandonRound() {
    troubled |= !underWay.isEmpty();
    unanswered.addAll(underWay.values());
    underWay.clear();
  }

  /** Whether every one of the round was answered, or given up. */
  boolean isRoundOver() {
    return state == State.UNDER_WAY && underWay.isEmpty();
  }

  /**
   * Ends a round.
   *
   * @return how long to rest, 0 for not at all
   */
  long endRound() {
    state = State.READY;
    if (troubled) {
      size = 1;
      singly = left;
    } else {
      size = Math.min(MAX_ROUND, size * 2);
    }
    return restMs;
  }

  /** How long to rest after something that may be better later. */
  long setback() {
    long rest = Math.min(FIRST_REST_MS << setbacks, LONGEST_REST_MS);
    setbacks = Math.min(setbacks + 1, MAX_DOUBLINGS);
    return rest;
  }
}
