package chat.tacet.client.engine;

import chat.tacet.client.engine.Audiences.Fetched;
import chat.tacet.client.engine.Audiences.Found;
import chat.tacet.client.engine.state.Doubts;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Outgoing.Finished;
import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.rest.SocialApi.Room;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import chat.tacet.contracts.relay.v1.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waits, room by room: prepares, encrypts, hands to the relay and repeats the same bytes
 * until it answers, [V-13].
 */
final class Outbox {

  private static final Logger LOG = System.getLogger(Outbox.class.getName());

  /** "outbox". More would be hours of sending, and all of it sealed again when lists change. */
  private static final int MAX_WAITING = 10_000;

  /** Envelopes under way over all rooms: their parts fit into the queue to the relay. */
  private static final int MAX_UNDER_WAY = 32;

  /** Keys sealed for one commit, [V-13]. */
  private static final int MAX_SEALED_TOGETHER = 64;

  /** An answer that takes longer was lost; the same bytes ask for it again, [F-6]. */
  private static final long ANSWER_WITHIN_MS = 30_000;

  /** Keys that do not hold, or full mailboxes, are not looked at more often. */
  private static final long SLOW_AGAIN_MS = 600_000;

  /** While a list is in doubt it is asked for so often. */
  private static final long DOUBT_AGAIN_MS = 60_000;

  /** A relay that asks for more patience is not believed, [F-2]. */
  private static final long MAX_RETRY_AFTER_MS = 3_600_000;

  /** The status that a refusal of the relay would have over HTTP. */
  private static final int FORBIDDEN = 403;

  private final Round round;
  private final EngineThread engine;
  private final Directory directory;
  private final DeviceLists lists;
  private final Audiences audiences;
  private final Sealer sealer;
  private final Doubting doubting;
  private final Delivery delivery;
  private final Outcomes outcomes;
  private final Map<RoomId, Lane> lanes = new LinkedHashMap<>();
  private final Map<EnvelopeId, Lane> underWay = new HashMap<>();
  private Consumer<Outgoing> unsent = outgoing -> {};
  private int waiting;

  /** Where finished envelopes go. */
  interface Delivery {

    /** Whether there is a relay that takes envelopes now. */
    boolean isOpen();

    /** Hands over the whole {@code Send}. */
    void send(Bytes wholeSend);
  }

  Outbox(
      Round round,
      EngineThread engine,
      Directory directory,
      DeviceLists lists,
      Audiences audiences,
      Sealer sealer,
      Doubting doubting,
      Delivery delivery,
      Outcomes outcomes) {
    this.round = round;
    this.engine = engine;
    this.directory = directory;
    this.lists = lists;
    this.audiences = audiences;
    this.sealer = sealer;
    this.doubting = doubting;
    this.delivery = delivery;
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

  /**
   * Told, in the step that drops it, of what was for one device alone that cannot be reached yet.
   */
  void onUnsent(Consumer<Outgoing> listener) {
    unsent = listener;
  }

  boolean isFull() {
    return waiting >= MAX_WAITING;
  }

  /** Stores it with this round, to be sent when its turn comes. */
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

  /** Everything under way is handed over again: nobody knows what the relay has of it. */
  void connectionChanged() {
    underWay.clear();
    for (Lane lane : lanes.values()) {
      lane.abandonRound();
      endRound(lane);
    }
  }

  /** Lets every room go on that can. */
  void work() {
    if (!delivery.isOpen() || !directory.isKnown()) {
      return;
    }
    for (Lane lane : List.copyOf(lanes.values())) {
      while (lane.isReady() && underWay.size() < MAX_UNDER_WAY) {
        attempt(lane);
      }
      if (lane.isIdle()) {
        lanes.remove(lane.room);
      }
    }
  }

  /** A bug of ours, or a room that is none, must not hold up the commits of all others. */
  private void attempt(Lane lane) {
    try {
      round.attempt(() -> begin(lane));
    } catch (StoreException storeFailed) {
      throw storeFailed;
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "A room could not be sent to: {0}", bug.getClass().getName());
      rest(lane, SLOW_AGAIN_MS);
    }
  }

  void accepted(EnvelopeId envelope) {
    answered(
        envelope,
        (lane, outgoing) -> {
          remove(lane, outgoing);
          outcomes.accepted(outgoing);
        });
  }

  void refused(EnvelopeId envelope, Refused.Reason reason) {
    answered(envelope, (lane, outgoing) -> refused(lane, outgoing, reason));
  }

  void tryLater(EnvelopeId envelope, long afterMs) {
    answered(
        envelope,
        (lane, outgoing) -> {
          // [F-5] A store that could not be reached may have it.
          lane.mayHaveLeft(outgoing.sequence());
          lane.trouble(Math.max(Math.min(afterMs, MAX_RETRY_AFTER_MS), lane.setback()));
        });
  }

  /**
   * [I-9] Nothing that was written for the old identity is encrypted for the new one by itself.
   * What is sealed may be on its way: it stays as it was sealed, and is never sealed again.
   */
  void identityReplaced(RoomId room) {
    Lane lane = lanes.get(room);
    if (lane == null) {
      return;
    }
    for (long sequence : List.copyOf(lane.waiting)) {
      Outgoing outgoing = outgoing(sequence);
      Finished finished = outgoing.finished();
      // What was refused for its devices is under way no more, and would be encrypted again.
      if (finished != null && !lane.isRefused(finished.envelope())) {
        outgoing.sealedForGood().put(round.draft());
      } else {
        giveUp(lane, outgoing, new AlarmException(Alarms.IDENTITY_REPLACED));
      }
    }
  }

  private void refused(Lane lane, Outgoing outgoing, Refused.Reason reason) {
    switch (reason) {
      case WRONG_DEVICES -> {
        if (outgoing.onlyAsSealed()) {
          giveUp(lane, outgoing, new AlarmException(Alarms.IDENTITY_REPLACED));
          return;
        }
        // The one answer that discards the bytes, if they turn out to be for others, [V-13]. The
        // lists are verified, not believed, [F-8].
        lane.refused(Objects.requireNonNull(outgoing.finished()).envelope());
        lane.trouble(lane.setback());
        directory.refresh();
        for (Person person : directory.room(lane.room).map(Room::members).orElse(List.of())) {
          lists.refresh(Ids.account(person.accountId()), how -> {});
        }
      }
      case ALL_MAILBOXES_FULL -> lane.trouble(SLOW_AGAIN_MS);
      case NOT_A_MEMBER, TOO_LARGE, MALFORMED, CONFLICT, REASON_UNSPECIFIED, UNRECOGNIZED -> {
        directory.refresh();
        String code = "send-" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        giveUp(lane, outgoing, new ServerRefusedException(FORBIDDEN, code, null));
      }
    }
  }

  /** Begins a round, or gives up its first, or fetches what it needs. */
  private void begin(Lane lane) {
    Map<EnvelopeId, Long> begun = new LinkedHashMap<>();
    int sealed = 0;
    for (long sequence : List.copyOf(lane.waiting)) {
      if (begun.size() == lane.roundSize() || sealed >= MAX_SEALED_TOGETHER) {
        break;
      }
      Outgoing outgoing = outgoing(sequence);
      Finished finished = asSealed(lane, outgoing);
      if (finished == null) {
        if (Doubts.of(round.draft(), lane.room).stand()) {
          if (begun.isEmpty()) {
            awaitLists(lane);
            return;
          }
          break;
        }
        Found found = find(lane, outgoing);
        if (!(found instanceof Found.Ready ready)) {
          // What comes before it goes; this is looked at again after that.
          if (begun.isEmpty()) {
            prepare(lane, outgoing, found);
            return;
          }
          break;
        }
        finished = sealer.seal(round.draft(), outgoing, ready.audience());
        sealed += ready.audience().devices().size();
      }
      begun.put(finished.envelope(), sequence);
      Bytes send = finished.send();
      round.then(() -> delivery.send(send));
    }
    begun.keySet().forEach(envelope -> underWay.put(envelope, lane));
    long turn = lane.handOver(begun);
    engine.after(ANSWER_WITHIN_MS, () -> late(lane, turn));
  }

  /** Its bytes, if it has any that are worth sending. */
  private @Nullable Finished asSealed(Lane lane, Outgoing outgoing) {
    Finished finished = outgoing.finished();
    if (finished == null || outgoing.onlyAsSealed() || !lane.takeRefused(finished.envelope())) {
      return finished;
    }
    if (directory
        .room(lane.room)
        .filter(room -> audiences.isForTheSame(finished, room))
        .isPresent()) {
      return finished;
    }
    outgoing.with((Finished) null).put(round.draft());
    return null;
  }

  private Found find(Lane lane, Outgoing outgoing) {
    Optional<Room> room = directory.room(lane.room);
    room.filter(known -> !known.open()).ifPresent(audiences::closed);
    return room.filter(Room::open)
        .map(open -> audiences.find(outgoing, open))
        .orElse(new Found.Nobody());
  }

  private void prepare(Lane lane, Outgoing outgoing, Found found) {
    switch (found) {
      case Found.Missing missing -> {
        long turn = lane.await();
        audiences.fetch(missing, how -> fetched(lane, turn, how));
      }
      case Found.Unreachable _ -> {
        remove(lane, outgoing);
        unsent.accept(outgoing);
      }
      case Found.Nobody _, Found.Ready _ ->
          giveUp(lane, outgoing, new UsageException("this conversation is closed"));
    }
  }

  /** [C-16] Nothing is encrypted while a list is in doubt, and it is asked for again first. */
  private void awaitLists(Lane lane) {
    long turn = lane.await();
    doubting.ask(
        lane.room,
        stillInDoubt -> {
          if (stillInDoubt) {
            rest(lane, DOUBT_AGAIN_MS);
          } else {
            lane.resume(turn);
          }
        });
  }

  private void fetched(Lane lane, long turn, Fetched how) {
    switch (how) {
      case Fetched.Now _ -> lane.resume(turn);
      case Fetched.Later later ->
          rest(lane, Math.min(Math.max(later.atLeastMs(), lane.setback()), later.atMostMs()));
      case Fetched.DoesNotHold _ -> rest(lane, SLOW_AGAIN_MS);
    }
  }

  private void late(Lane lane, long turn) {
    if (lane.isCurrent(turn)) {
      lane.abandonRound();
      underWay.values().removeIf(other -> other == lane);
      endRound(lane);
    }
  }

  private void answered(EnvelopeId envelope, BiConsumer<Lane, Outgoing> then) {
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

  private void rest(Lane lane, long milliseconds) {
    long turn = lane.await();
    engine.after(milliseconds, () -> lane.resume(turn));
  }

  private void giveUp(Lane lane, Outgoing outgoing, TacetException why) {
    boolean mayBeTaken = lane.mayBeTaken(outgoing.sequence());
    remove(lane, outgoing);
    outcomes.failed(outgoing, why, mayBeTaken);
  }

  private Outgoing outgoing(long sequence) {
    return Outgoing.of(round.draft(), sequence).orElseThrow();
  }

  private void remove(Lane lane, Outgoing outgoing) {
    outgoing.delete(round.draft());
    lane.remove(outgoing.sequence());
    waiting--;
  }
}
