package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What waits to be sent in all rooms, and what of it is under way. */
final class Lanes {

  /** "outbox". More would be hours of sending, and all of it sealed again when lists change. */
  private static final int MAX_WAITING = 10_000;

  /** Of them in one room: who keeps a room from being sent to, with a doubt, takes no more. */
  static final int MAX_WAITING_IN_ROOM = 1_000;

  /** Envelopes under way over all rooms: their parts fit into the queue to the relay. */
  private static final int MAX_UNDER_WAY = 32;

  /** An answer that takes longer was lost; the same bytes ask for it again, [F-6]. */
  private static final long ANSWER_WITHIN_MS = 30_000;

  private final Round round;
  private final EngineThread engine;
  private final Outcomes outcomes;
  private final Map<RoomId, Lane> lanes = new LinkedHashMap<>();
  private final Map<EnvelopeId, Lane> underWay = new HashMap<>();
  private int waiting;

  Lanes(Round round, EngineThread engine, Outcomes outcomes) {
    this.round = round;
    this.engine = engine;
    this.outcomes = outcomes;
  }

  /** What was left from before. */
  void load() {
    for (Vault.Row row :
        round.vault().scan(Table.OUTBOX, Bytes.EMPTY, Vault.Order.ASCENDING, MAX_WAITING * 2)) {
      Outgoing outgoing = Outgoing.read(row.record());
      Lane lane = queue(outgoing);
      if (outgoing.wasSealed()) {
        lane.mayHaveLeft(outgoing.sequence());
      }
    }
  }

  /** Whether nothing more is to be added for that room. */
  boolean isFull(RoomId room) {
    return waiting >= MAX_WAITING
        || of(room).filter(lane -> lane.waiting.size() >= MAX_WAITING_IN_ROOM).isPresent();
  }

  /** Stores it with this round, behind what waits in its room. */
  void add(Outgoing outgoing) {
    outgoing.put(round.draft());
    queue(outgoing);
  }

  private Lane queue(Outgoing outgoing) {
    Lane lane = lanes.computeIfAbsent(outgoing.room(), Lane::new);
    lane.waiting.add(outgoing.sequence());
    waiting++;
    return lane;
  }

  Optional<Lane> of(RoomId room) {
    return Optional.ofNullable(lanes.get(room));
  }

  Outgoing outgoing(long sequence) {
    return Outgoing.of(round.draft(), sequence).orElseThrow();
  }

  /** Lets every lane begin rounds that can. */
  void goOn(Consumer<Lane> begin) {
    for (Lane lane : List.copyOf(lanes.values())) {
      while (lane.isReady() && underWay.size() < MAX_UNDER_WAY) {
        begin.accept(lane);
      }
      if (lane.isIdle()) {
        lanes.remove(lane.room);
      }
    }
  }

  /** These are under way from now on, until each is answered or it is too late for that. */
  void handOver(Lane lane, Map<EnvelopeId, Long> begun) {
    begun.keySet().forEach(envelope -> underWay.put(envelope, lane));
    long turn = lane.handOver(begun);
    engine.after(ANSWER_WITHIN_MS, () -> late(lane, turn));
  }

  private void late(Lane lane, long turn) {
    if (lane.isCurrent(turn)) {
      lane.abandonRound();
      underWay.values().removeIf(other -> other == lane);
      endRound(lane);
    }
  }

  /** Nobody will answer any more what is under way. */
  void abandonRounds() {
    underWay.clear();
    for (Lane lane : lanes.values()) {
      lane.abandonRound();
      endRound(lane);
    }
  }

  /** An answer to what is under way; to anything else it was given before. */
  void answered(EnvelopeId envelope, BiConsumer<Lane, Outgoing> then) {
    Lane lane = underWay.remove(envelope);
    Optional<Long> sequence = lane == null ? Optional.empty() : lane.answered(envelope);
    if (lane != null && sequence.isPresent()) {
      then.accept(lane, outgoing(sequence.get()));
      endRound(lane);
    }
  }

  private void endRound(Lane lane) {
    if (lane.isRoundOver()) {
      long rest = lane.endRound();
      if (rest > 0) {
        rest(lane, rest);
      }
    }
  }

  void rest(Lane lane, long milliseconds) {
    long turn = lane.await();
    engine.after(milliseconds, () -> lane.resume(turn));
  }

  void giveUp(Lane lane, Outgoing outgoing, TacetException why) {
    boolean mayBeTaken = lane.mayBeTaken(outgoing.sequence());
    remove(lane, outgoing);
    outcomes.failed(outgoing, why, mayBeTaken);
  }

  void remove(Lane lane, Outgoing outgoing) {
    outgoing.delete(round.draft());
    lane.remove(outgoing.sequence());
    waiting--;
  }
}
