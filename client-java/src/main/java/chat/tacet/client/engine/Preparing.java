package chat.tacet.client.engine;

import chat.tacet.client.engine.Audiences.Fetched;
import chat.tacet.client.engine.Audiences.Found;
import chat.tacet.client.engine.state.Doubts;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Outgoing.Finished;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.rest.SocialApi.Room;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the next round of a lane: seals what can leave and hands it over, or fetches what the
 * first of it needs, [V-13].
 */
final class Preparing {

  /** Keys sealed for one commit, [V-13]. */
  private static final int MAX_SEALED_TOGETHER = 64;

  /** While a list is in doubt it is asked for so often. */
  private static final long DOUBT_AGAIN_MS = 60_000;

  private final Round round;
  private final Directory directory;
  private final Audiences audiences;
  private final Sealer sealer;
  private final Doubting doubting;
  private final Outbox.Delivery delivery;
  private final Lanes lanes;
  private Consumer<Outgoing> unsent = outgoing -> {};

  Preparing(
      Round round,
      Directory directory,
      Audiences audiences,
      Sealer sealer,
      Doubting doubting,
      Outbox.Delivery delivery,
      Lanes lanes) {
    this.round = round;
    this.directory = directory;
    this.audiences = audiences;
    this.sealer = sealer;
    this.doubting = doubting;
    this.delivery = delivery;
    this.lanes = lanes;
  }

  /**
   * Told, in the step that drops it, of what was for one device alone that cannot be reached yet.
   */
  void onUnsent(Consumer<Outgoing> listener) {
    unsent = listener;
  }

  /** Begins a round, or gives up its first, or fetches what it needs. */
  void begin(Lane lane) {
    Map<EnvelopeId, Long> begun = new LinkedHashMap<>();
    int sealed = 0;
    for (long sequence : List.copyOf(lane.waiting)) {
      if (begun.size() == lane.roundSize() || sealed >= MAX_SEALED_TOGETHER) {
        break;
      }
      Outgoing outgoing = lanes.outgoing(sequence);
      Finished finished = asSealed(lane, outgoing);
      if (finished == null) {
        // In a closed room it is given up, whatever is in doubt there.
        if (isOpen(lane) && Doubts.of(round.draft(), lane.room).stand()) {
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
    lanes.handOver(lane, begun);
  }

  /** Its bytes, if it has any that are worth sending. */
  private @Nullable Finished asSealed(Lane lane, Outgoing outgoing) {
    Finished finished = outgoing.finished();
    if (finished == null || outgoing.onlyAsSealed()) {
      return finished;
    }
    boolean holds =
        lane.takeRefused(finished.envelope())
            ? directory
                .room(lane.room)
                .filter(room -> audiences.isForTheSame(finished, room))
                .isPresent()
            : audiences.isForNobodyWhoIsOut(finished);
    if (holds) {
      return finished;
    }
    outgoing.with((Finished) null).put(round.draft());
    return null;
  }

  private boolean isOpen(Lane lane) {
    return directory.room(lane.room).filter(Room::open).isPresent();
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
        lanes.remove(lane, outgoing);
        unsent.accept(outgoing);
      }
      case Found.Nobody _, Found.Ready _ ->
          lanes.giveUp(lane, outgoing, new UsageException("this conversation is closed"));
    }
  }

  private void fetched(Lane lane, long turn, Fetched how) {
    switch (how) {
      case Fetched.Now _ -> lane.resume(turn);
      case Fetched.Later later ->
          lanes.rest(lane, Math.min(Math.max(later.atLeastMs(), lane.setback()), later.atMostMs()));
      case Fetched.DoesNotHold _ -> lanes.rest(lane, Lane.SLOW_AGAIN_MS);
    }
  }

  /** [C-16] Nothing is encrypted while a list is in doubt, and it is asked for again first. */
  private void awaitLists(Lane lane) {
    long turn = lane.await();
    doubting.ask(
        lane.room,
        stillInDoubt -> {
          if (stillInDoubt) {
            lanes.rest(lane, DOUBT_AGAIN_MS);
          } else {
            lane.resume(turn);
          }
        });
  }
}
