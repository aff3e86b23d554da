package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Due;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.rest.SocialApi.Room;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Tells others that messages came and were read, several at a time, [V-15]. */
final class Receipts {

  /** Long enough to share an envelope, short enough that a person who looks sees it change. */
  private static final long WAIT_AT_LEAST_MS = 150;

  /** And never exactly as long, so that the relay learns nothing from when it comes. */
  private static final int JITTER_MS = 350;

  /** After the outbox was full, or before anybody knows who is a friend. */
  private static final long AGAIN_AFTER_MS = 2_000;

  private static final int MAX_ROOMS = 100_000;

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
    for (Vault.Row row :
        round.vault().scan(Table.RECEIPTS_DUE, Bytes.EMPTY, Vault.Order.ASCENDING, MAX_ROOMS)) {
      schedule(Due.read(row.record()).room());
    }
  }

  void delivered(RoomId room, MessageId id) {
    if (setup.sendsReceipts()) {
      Due.of(round.draft(), room).delivered(id).put(round.draft());
      schedule(room);
    }
  }

  void read(RoomId room, MessageId id) {
    if (setup.sendsReceipts()) {
      Due.of(round.draft(), room).read(id).put(round.draft());
      schedule(room);
    }
  }

  /** [I-9] What was due to the old identity is told to nobody. */
  void identityReplaced(RoomId room) {
    Due.of(round.draft(), room).delete(round.draft());
  }

  private void schedule(RoomId room) {
    if (scheduled.add(room)) {
      engine.after(WAIT_AT_LEAST_MS + random.nextInt(JITTER_MS), () -> send(room));
    }
  }

  private void send(RoomId room) {
    if (!directory.isKnown() || outbox.isFull(room)) {
      engine.after(AGAIN_AFTER_MS, () -> send(room));
      return;
    }
    scheduled.remove(room);
    Due due = Due.of(round.draft(), room);
    due.delete(round.draft());
    // Never to strangers.
    if (directory.room(room).filter(Room::open).isPresent()) {
      send(room, ContentBody.Receipt.Kind.DELIVERED, due.delivered());
      send(room, ContentBody.Receipt.Kind.READ, due.read());
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
