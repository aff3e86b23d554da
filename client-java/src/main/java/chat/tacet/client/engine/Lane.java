package chat.tacet.client.engine;

import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What waits to be sent in one room, in order. One envelope is under way at a time, [V-13]. */
final class Lane {

  private static final long FIRST_REST_MS = 500;
  private static final long LONGEST_REST_MS = 60_000;

  /** Doublings after which a rest is the longest. */
  private static final int MAX_DOUBLINGS = 7;

  final RoomId room;
  final Deque<Long> waiting = new ArrayDeque<>();
  State state = State.READY;

  /** Counts what was begun, so that a timer of something older is known to be late. */
  long turn;

  @Nullable EnvelopeId underWay;
  private int setbacks;

  Lane(RoomId room) {
    this.room = room;
  }

  enum State {
    /** The first that waits may go, if there is one. */
    READY,
    /** Something is being fetched for it, or it rests; it will be told. */
    WAITING,
    /** The relay has it, or will have it, and has not answered. */
    UNDER_WAY
  }

  boolean isReady() {
    return state == State.READY && !waiting.isEmpty();
  }

  /** How long to rest after something that may be better later. */
  long setback() {
    long rest = Math.min(FIRST_REST_MS << setbacks, LONGEST_REST_MS);
    setbacks = Math.min(setbacks + 1, MAX_DOUBLINGS);
    return rest;
  }

  void progress() {
    setbacks = 0;
  }
}
