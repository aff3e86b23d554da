package chat.tacet.client.engine;

import chat.tacet.client.engine.DeviceLists.Refreshed;
import chat.tacet.client.engine.Sealer.Audience;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.failure.AlarmException;
import chat.tacet.client.failure.ServerRefusedException;
import chat.tacet.client.failure.TacetException;
import chat.tacet.client.failure.UsageException;
import chat.tacet.client.model.Ids;
import chat.tacet.client.model.MessageState;
import chat.tacet.client.model.Person;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.EnvelopeId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.rest.SocialApi.Room;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import chat.tacet.contracts.relay.v1.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sends what waits, room by room: prepares, encrypts, hands to the relay and repeats the same bytes
 * until it answers, [V-13].
 */
final class Outbox {

  /** "outbox". More would be hours of sending, and all of it sealed again when lists change. */
  private static final int MAX_WAITING = 10_000;

  /** Envelopes under way at once over all rooms, [F-3]. */
  private static final int MAX_UNDER_WAY = 4;

  /** An answer that takes longer was lost; the same bytes ask for it again, [F-6]. */
  private static final long ANSWER_WITHIN_MS = 30_000;

  /** Keys that do not hold, or full mailboxes, are not looked at more often. */
  private static final long SLOW_AGAIN_MS = 600_000;

  /** The status that a refusal of the relay would have over HTTP. */
  private static final int FORBIDDEN = 403;

  private final Me me;
  private final Round round;
  private final EngineThread engine;
  private final Directory directory;
  private final DeviceLists lists;
  private final Sessions sessions;
  private final Sealer sealer;
  private final Delivery delivery;
  private final Map<RoomId, Lane> lanes = new LinkedHashMap<>();
  private final Map<EnvelopeId, Lane> underWay = new HashMap<>();
  private final Map<Place, CompletableFuture<Entry>> promises = new HashMap<>();
  private int waiting;

  /** Where finished envelopes go, and what is told about them. */
  interface Delivery {

    /** Whether there is a relay that takes envelopes now. */
    boolean isOpen();

    /** Hands over the whole {@code Send}, once this round is on the disk. */
    void send(Bytes wholeSend);

    /** Our entry says something else now. */
    void changed(Entry entry);
  }

  Outbox(
      Me me,
      Round round,
      EngineThread engine,
      Directory directory,
      DeviceLists lists,
      Sessions sessions,
      Sealer sealer,
      Delivery delivery) {
    this.me = me;
    this.round = round;
    this.engine = engine;
    this.directory = directory;
    this.lists = lists;
    this.sessions = sessions;
    this.sealer = sealer;
    this.delivery = delivery;
  }

  /** What was left from before. */
  void load() {
    for (Vault.Row row :
        round.vault().scan(Table.OUTBOX, Bytes.EMPTY, Vault.Order.ASCENDING, MAX_WAITING * 2)) {
      queue(Outgoing.read(row.record()));
    }
  }

  boolean isFull() {
    return waiting >= MAX_WAITING;
  }

  /** Stores it with this round, to be sent when its turn comes. */
  void add(Outgoing outgoing) {
    outgoing.put(round.draft());
    queue(outgoing);
  }

  /** Completed when the relay has that message of ours; fails if it never will. */
  CompletableFuture<Entry> promise(Entry entry) {
    return switch (entry.state()) {
      case SENDING ->
          promises.computeIfAbsent(
              new Place(entry.room(), entry.index()), place -> new CompletableFuture<>());
      case FAILED -> CompletableFuture.failedFuture(new UsageException("it was refused before"));
      case SENT, DELIVERED, READ, RECEIVED -> CompletableFuture.completedFuture(entry);
    };
  }

  private void queue(Outgoing outgoing) {
    lane(outgoing.room()).waiting.add(outgoing.sequence());
    waiting++;
  }

  /** Everything under way is handed over again: nobody knows what the relay has of it. */
  void connectionChanged() {
    underWay.clear();
    for (Lane lane : lanes.values()) {
      if (lane.state == Lane.State.UNDER_WAY) {
        rest(lane, 0);
      }
      lane.underWay = null;
    }
  }

  /** Lets every room go on that can. */
  void work() {
    if (!delivery.isOpen() || !directory.isKnown()) {
      return;
    }
    for (Lane lane : List.copyOf(lanes.values())) {
      // What is refused here makes room for the next, so it is looked at again.
      while (lane.isReady() && underWay.size() < MAX_UNDER_WAY) {
        step(lane);
      }
      if (lane.waiting.isEmpty()) {
        lanes.remove(lane.room);
      }
    }
  }

  void accepted(EnvelopeId envelope) {
    answered(envelope)
        .ifPresent(lane -> {
          Outgoing outgoing = first(lane);
          remove(lane, outgoing);
          lane.progress();
          done(outgoing);
        });
  }

  void refused(EnvelopeId envelope, Refused.Reason reason) {
    answered(envelope).ifPresent(lane -> refused(lane, first(lane), reason));
  }

  private void refused(Lane lane, Outgoing outgoing, Refused.Reason reason) {
    switch (reason) {
      case WRONG_DEVICES -> {
        // The one answer that discards the bytes, [V-13]; the lists are verified, not believed,
        // [F-8].
        outgoing.with((Outgoing.Finished) null).put(round.draft());
        directory.refresh();
        refreshLists(lane);
      }
      case ALL_MAILBOXES_FULL -> rest(lane, SLOW_AGAIN_MS);
      case NOT_A_MEMBER, TOO_LARGE, MALFORMED, CONFLICT, REASON_UNSPECIFIED, UNRECOGNIZED -> {
        directory.refresh();
        String code = "send-" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
        giveUp(lane, outgoing, new ServerRefusedException(FORBIDDEN, code, null));
      }
    }
  }

  void tryLater(EnvelopeId envelope, long afterMs) {
    answered(envelope).ifPresent(lane -> rest(lane, Math.max(afterMs, lane.setback())));
  }

  private void step(Lane lane) {
    Outgoing outgoing = first(lane);
    if (outgoing.finished() != null) {
      handOver(lane, outgoing);
      return;
    }
    Room room = directory.room(lane.room).orElse(null);
    Talk talk = Talk.of(round.draft(), lane.room).orElse(null);
    if (room == null || !room.open() || talk == null) {
      giveUp(lane, outgoing, new UsageException("this conversation is closed"));
    } else if (talk.halted() != null) {
      giveUp(lane, outgoing, new AlarmException(talk.halted()));
    } else {
      prepare(lane, outgoing, room);
    }
  }

  private void prepare(Lane lane, Outgoing outgoing, Room room) {
    List<Lists> members = new ArrayList<>();
    for (Person person : room.members()) {
      AccountId account = Ids.account(person.accountId());
      Optional<Lists> known = lists.of(account);
      if (known.isEmpty()) {
        await(lane);
        lists.refresh(account, how -> listsCame(lane, how));
        return;
      }
      members.add(known.get());
    }
    List<TheirDevice> devices = devices(members, outgoing);
    List<TheirDevice> needing = sessions.needing(devices);
    if (devices.isEmpty()) {
      giveUp(lane, outgoing, new UsageException("nobody can get it"));
    } else if (needing.isEmpty()) {
      Outgoing sealed =
          sealer.seal(round.draft(), outgoing, new Audience(room.version(), members, devices));
      OwnEntries.encrypted(round.draft(), sealed);
      handOver(lane, sealed);
    } else {
      await(lane);
      sessions.begin(needing, how -> sessionsBegan(lane, how));
    }
  }

  private List<TheirDevice> devices(List<Lists> members, Outgoing outgoing) {
    return members.stream()
        .flatMap(list -> list.newest().devices().stream())
        .filter(device -> !device.id().equals(me.deviceId()))
        .filter(device -> outgoing.target() == null || device.id().equals(outgoing.target()))
        .toList();
  }

  private void handOver(Lane lane, Outgoing outgoing) {
    Outgoing.Finished finished = outgoing.finished();
    if (finished == null) {
      throw new IllegalStateException("not finished");
    }
    lane.state = Lane.State.UNDER_WAY;
    lane.underWay = finished.envelope();
    long turn = ++lane.turn;
    underWay.put(finished.envelope(), lane);
    round.then(() -> delivery.send(finished.send()));
    engine.after(ANSWER_WITHIN_MS, () -> late(lane, turn));
  }

  private void late(Lane lane, long turn) {
    if (lane.state == Lane.State.UNDER_WAY && lane.turn == turn) {
      if (lane.underWay != null) {
        underWay.remove(lane.underWay);
      }
      lane.state = Lane.State.READY;
    }
  }

  private void refreshLists(Lane lane) {
    List<Person> members = directory.room(lane.room).map(Room::members).orElse(List.of());
    long rest = lane.setback();
    await(lane);
    long turn = lane.turn;
    int[] open = {members.size()};
    for (Person person : members) {
      lists.refresh(
          Ids.account(person.accountId()),
          how -> {
            if (--open[0] == 0 && lane.turn == turn) {
              rest(lane, rest);
            }
          });
    }
    if (members.isEmpty()) {
      rest(lane, rest);
    }
  }

  private void listsCame(Lane lane, Refreshed how) {
    switch (how) {
      case DONE -> lane.state = Lane.State.READY;
      case UNREACHED -> rest(lane, lane.setback());
      case REFUSED -> rest(lane, SLOW_AGAIN_MS);
    }
  }

  private void sessionsBegan(Lane lane, Sessions.Begun how) {
    switch (how) {
      case Sessions.Begun.Ready _ -> lane.state = Lane.State.READY;
      case Sessions.Begun.Later later ->
          rest(lane, Math.max(later.afterMs().orElse(0L), lane.setback()));
      case Sessions.Begun.Refused _ -> rest(lane, SLOW_AGAIN_MS);
    }
  }

  private void await(Lane lane) {
    lane.state = Lane.State.WAITING;
    lane.turn++;
  }

  private void rest(Lane lane, long milliseconds) {
    await(lane);
    long turn = lane.turn;
    engine.after(
        milliseconds,
        () -> {
          if (lane.turn == turn) {
            lane.state = Lane.State.READY;
          }
        });
  }

  private void done(Outgoing outgoing) {
    Outgoing.Finished finished = outgoing.finished();
    Outgoing.Numbered content = outgoing.content();
    if (finished != null && content != null && Sealer.inMainSequence(content.body())) {
      Talk.of(round.draft(), outgoing.room())
          .ifPresent(talk -> talk.seen(finished.messageId(), content.seen()).put(round.draft()));
    }
    sent(outgoing);
  }

  private void sent(Outgoing outgoing) {
    entry(outgoing)
        .ifPresent(entry -> {
          Entry sent = OwnEntries.raise(round.draft(), entry, MessageState.SENT);
          delivery.changed(sent);
          promised(entry).ifPresent(one -> round.then(() -> one.complete(sent)));
        });
  }

  private void giveUp(Lane lane, Outgoing outgoing, TacetException why) {
    remove(lane, outgoing);
    entry(outgoing)
        .ifPresent(entry -> {
          delivery.changed(OwnEntries.raise(round.draft(), entry, MessageState.FAILED));
          promised(entry).ifPresent(one -> round.then(() -> one.completeExceptionally(why)));
        });
  }

  private Optional<CompletableFuture<Entry>> promised(Entry entry) {
    return Optional.ofNullable(promises.remove(new Place(entry.room(), entry.index())));
  }

  private Optional<Entry> entry(Outgoing outgoing) {
    return outgoing.entry() == null
        ? Optional.empty()
        : OwnEntries.find(round.draft(), outgoing.room(), outgoing.entry());
  }

  private void remove(Lane lane, Outgoing outgoing) {
    outgoing.delete(round.draft());
    lane.waiting.remove();
    lane.state = Lane.State.READY;
    lane.turn++;
    waiting--;
  }

  private Optional<Lane> answered(EnvelopeId envelope) {
    Lane lane = underWay.remove(envelope);
    if (lane == null || !envelope.equals(lane.underWay)) {
      return Optional.empty();
    }
    lane.underWay = null;
    return Optional.of(lane);
  }

  private Outgoing first(Lane lane) {
    return Outgoing.of(round.draft(), lane.waiting.element()).orElseThrow();
  }

  private Lane lane(RoomId room) {
    return lanes.computeIfAbsent(room, Lane::new);
  }
}
