package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Ask;
import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.identity.TheirDevice;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks devices for contents that did not come or did not open, [C-13]. */
final class Asking {

  /** "engine.asks". Beyond it, places stay empty and say so. */
  private static final int MAX_ASKS = 10_000;

  /** How often it is looked whether something is to be asked again: hours pass between. */
  private static final long LOOK_EVERY_MS = 30_000;

  private final Setup setup;
  private final Round round;
  private final EngineThread engine;
  private final Events events;
  private final Outbox outbox;
  private final Map<Bytes, Ask> asks = new HashMap<>();
  private boolean fresh;

  Asking(Setup setup, Round round, EngineThread engine, Events events, Outbox outbox) {
    this.setup = setup;
    this.round = round;
    this.engine = engine;
    this.events = events;
    this.outbox = outbox;
  }

  void load() {
    for (Vault.Row row :
        round.vault().scan(Table.ASKED, Bytes.EMPTY, Vault.Order.ASCENDING, MAX_ASKS)) {
      Ask ask = Ask.read(row.record());
      asks.put(ask.key(round.draft()), ask);
    }
    look();
  }

  void ask(RoomId room, TheirDevice device, MessageId message, long entry) {
    add(new Ask(room, device.account(), device.id(), message, 0, entry, 0, 0, 0));
  }

  void ask(RoomId room, TheirDevice device, long number, long entry) {
    add(new Ask(room, device.account(), device.id(), null, number, entry, 0, 0, 0));
  }

  private void add(Ask ask) {
    if (asks.size() < MAX_ASKS) {
      ask.put(round.draft());
      asks.put(ask.key(round.draft()), ask);
      fresh = true;
    }
  }

  /** It came. */
  void settle(RoomId room, DeviceId device, MessageId message) {
    Ask.of(round.draft(), room, device, message).ifPresent(this::forget);
  }

  void settle(RoomId room, DeviceId device, long number) {
    Ask.of(round.draft(), room, device, number).ifPresent(this::forget);
  }

  /** What is new is asked for at the end of the round that found it missing. */
  void work() {
    if (fresh) {
      fresh = false;
      askDue();
    }
  }

  private void look() {
    askDue();
    engine.after(LOOK_EVERY_MS, this::look);
  }

  private void askDue() {
    long now = setup.now();
    Map<Target, List<Ask>> due = new LinkedHashMap<>();
    for (Ask ask : List.copyOf(asks.values())) {
      if (ask.asked() >= Limits.MAX_RESEND_ASKS) {
        if (now - ask.lastAt() >= Limits.RESEND_GIVE_UP_MS) {
          giveUp(ask);
        }
      } else if (now >= dueAt(ask)) {
        due.computeIfAbsent(new Target(ask.room(), ask.device()), t -> new ArrayList<>()).add(ask);
      }
    }
    due.forEach(this::send);
  }

  private record Target(RoomId room, DeviceId device) {}

  private static long dueAt(Ask ask) {
    return ask.asked() == 0 ? 0 : ask.firstAt() + Limits.RESEND_ASK_AFTER_MS.get(ask.asked() - 1);
  }

  private void send(Target target, List<Ask> due) {
    for (int from = 0; from < due.size(); from += Limits.MAX_RESEND_IDS) {
      List<Ask> together = due.subList(from, Math.min(due.size(), from + Limits.MAX_RESEND_IDS));
      List<MessageId> messages = new ArrayList<>();
      List<Long> numbers = new ArrayList<>();
      for (Ask ask : together) {
        Optional.ofNullable(ask.message())
            .ifPresentOrElse(messages::add, () -> numbers.add(ask.number()));
        Ask again = ask.again(setup.now());
        again.put(round.draft());
        asks.put(again.key(round.draft()), again);
      }
      outbox.add(
          Outgoing.request(
              target.room,
              Counter.OUTBOX.next(round.draft()),
              setup.now(),
              target.device,
              new ContentBody.ResendRequest(messages, numbers)));
    }
  }

  private void giveUp(Ask ask) {
    forget(ask);
    new Place(ask.room(), ask.entry())
        .entry(round.draft())
        .filter(entry -> entry.kind() == Entry.Kind.REPAIRING)
        .ifPresent(entry -> {
          Entry lost = entry.as(Entry.Kind.LOST, entry.text(), 0);
          OwnEntries.put(round.draft(), lost);
          round.then(() -> events.tell(new Happening.Changed(List.of(lost))));
        });
  }

  private void forget(Ask ask) {
    ask.delete(round.draft());
    asks.remove(ask.key(round.draft()));
  }
}
