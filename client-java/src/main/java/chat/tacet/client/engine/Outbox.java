package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Outgoing.Finished;
import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.StoreException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.rest.SocialApi.Room;
import chat.tacet.contracts.relay.v1.Refused;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Sends what waits, room by room: prepares, encrypts, hands to the relay and repeats the same bytes
 * until it answers, [V-13].
 */
final class Outbox {

  private static final Logger LOG = System.getLogger(Outbox.class.getName());

  /** A relay that asks for more patience is not believed, [F-2]. */
  private static final long MAX_RETRY_AFTER_MS = 3_600_000;

  /** The status that a refusal of the relay would have over HTTP. */
  private static final int FORBIDDEN = 403;

  private final Round round;
  private final Directory directory;
  private final DeviceLists lists;
  private final Delivery delivery;
  private final Outcomes outcomes;
  private final Lanes lanes;
  private final Preparing preparing;

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
    this.directory = directory;
    this.lists = lists;
    this.delivery = delivery;
    this.outcomes = outcomes;
    this.lanes = new Lanes(round, engine, outcomes);
    this.preparing = new Preparing(round, directory, audiences, sealer, doubting, delivery, lanes);
  }

  /** What was left from before. */
  void load() {
    lanes.load();
  }

  /** See {@link Preparing#onUnsent}. */
  void onUnsent(Consumer<Outgoing> listener) {
    preparing.onUnsent(listener);
  }

  /** Whether nothing more is to be added for that room. */
  boolean isFull(RoomId room) {
    return lanes.isFull(room);
  }

  /** Stores it with this round, to be sent when its turn comes. */
  void add(Outgoing outgoing) {
    lanes.add(outgoing);
  }

  /** Everything under way is handed over again: nobody knows what the relay has of it. */
  void connectionChanged() {
    lanes.abandonRounds();
  }

  /** Lets every room go on that can. */
  void work() {
    if (delivery.isOpen() && directory.isKnown()) {
      lanes.goOn(this::attempt);
    }
  }

  /** A bug of ours, or a room that is none, must not hold up the commits of all others. */
  private void attempt(Lane lane) {
    try {
      round.attempt(() -> preparing.begin(lane));
    } catch (StoreException storeFailed) {
      throw storeFailed;
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "A room could not be sent to: {0}", bug.getClass().getName());
      lanes.rest(lane, Lane.SLOW_AGAIN_MS);
    }
  }

  void accepted(EnvelopeId envelope) {
    lanes.answered(
        envelope,
        (lane, outgoing) -> {
          lanes.remove(lane, outgoing);
          outcomes.accepted(outgoing);
        });
  }

  void refused(EnvelopeId envelope, Refused.Reason reason) {
    lanes.answered(envelope, (lane, outgoing) -> refused(lane, outgoing, reason));
  }

  void tryLater(EnvelopeId envelope, long afterMs) {
    lanes.answered(
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
    lanes.of(room).ifPresent(this::identityReplaced);
  }

  private void identityReplaced(Lane lane) {
    for (long sequence : List.copyOf(lane.waiting)) {
      Outgoing outgoing = lanes.outgoing(sequence);
      Finished finished = outgoing.finished();
      // What was refused for its devices is under way no more, and would be encrypted again.
      if (finished != null && !lane.isRefused(finished.envelope())) {
        outgoing.sealedForGood().put(round.draft());
      } else {
        lanes.giveUp(lane, outgoing, new AlarmException(Alarms.IDENTITY_REPLACED));
      }
    }
  }

  private void refused(Lane lane, Outgoing outgoing, Refused.Reason reason) {
    switch (reason) {
      case WRONG_DEVICES -> {
        if (outgoing.onlyAsSealed()) {
          lanes.giveUp(lane, outgoing, new AlarmException(Alarms.IDENTITY_REPLACED));
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
      case ALL_MAILBOXES_FULL -> lane.trouble(Lane.SLOW_AGAIN_MS);
      case NOT_A_MEMBER, TOO_LARGE, MALFORMED, CONFLICT, REASON_UNSPECIFIED, UNRECOGNIZED -> {
        directory.refresh();
        String code = "send-" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        lanes.giveUp(lane, outgoing, new ServerRefusedException(FORBIDDEN, code, null));
      }
    }
  }
}
