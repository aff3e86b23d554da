package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.rest.SocialApi.Room;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Tells others that messages came and were read, several at a time, [V-15]. */
final class Receipts {

  /** Long enough to share an envelope, short enough that a person who looks sees it change. */
  private static final long WAIT_AT_LEAST_MS = 200;

  /** And never exactly as long, so that the relay learns nothing from when it comes. */
  private static final int JITTER_MS = 400;

  private final Setup setup;
  private final Round round;
  private final EngineThread engine;
  private final Directory directory;
  private final Outbox outbox;
  private final RandomGenerator random;
  private final Set<RoomId> scheduled = new HashSet<>();

  Receipts(
      Setup setup,
      Round round,
      EngineThread engine,
      Directory directory,
      Outbox outbox,
      RandomGenerator random) {
    this.setup = setup;
    this.round = round;
    this.engine = engine;
    this.directory = directory;
    this.outbox = outbox;
    this.random = random;
  }

  void load() {
    for (Talk talk : Talk.all(round.vault())) {
      if (!talk.deliveredDue().isEmpty() || !talk.readDue().isEmpty()) {
        schedule(talk.room());
      }
    }
  }

  void delivered(RoomId room, MessageId id) {
    if (setup.sendsReceipts()) {
      Talk talk = Talk.of(round.draft(), room).orElseThrow();
      talk.due(with(talk.deliveredDue(), id), talk.readDue()).put(round.draft());
      schedule(room);
    }
  }

  /** Who reads it has it: the other receipt need not be sent any more. */
  void read(RoomId room, MessageId id) {
    if (setup.sendsReceipts()) {
      Talk talk = Talk.of(round.draft(), room).orElseThrow();
      List<MessageId> delivered = new ArrayList<>(talk.deliveredDue());
      delivered.remove(id);
      talk.due(delivered, with(talk.readDue(), id)).put(round.draft());
      schedule(room);
    }
  }

  private static List<MessageId> with(List<MessageId> ids, MessageId id) {
    List<MessageId> more = new ArrayList<>(ids);
    if (!more.contains(id)) {
      more.add(id);
    }
    return more;
  }

  private void schedule(RoomId room) {
    if (scheduled.add(room)) {
      engine.after(WAIT_AT_LEAST_MS + random.nextInt(JITTER_MS), () -> send(room));
    }
  }

  private void send(RoomId room) {
    scheduled.remove(room);
    Talk talk = Talk.of(round.draft(), room).orElseThrow();
    if (!directory.isKnown() || outbox.isFull()) {
      schedule(room);
      return;
    }
    talk.due(List.of(), List.of()).put(round.draft());
    // Never to strangers.
    if (directory.room(room).filter(Room::open).isPresent() && talk.halted() == null) {
      send(room, ContentBody.Receipt.Kind.DELIVERED, talk.deliveredDue());
      send(room, ContentBody.Receipt.Kind.READ, talk.readDue());
    }
  }

  private void send(RoomId room, ContentBody.Receipt.Kind kind, List<MessageId> ids) {
    for (int from = 0; from < ids.size(); from += Limits.MAX_RECEIPT_IDS) {
      List<MessageId> some = ids.subList(from, Math.min(ids.size(), from + Limits.MAX_RECEIPT_IDS));
      outbox.add(
          Outgoing.content(
              room,
              Counter.OUTBOX.next(round.draft()),
              setup.now(),
              null,
              new ContentBody.Receipt(kind, some)));
    }
  }
}
