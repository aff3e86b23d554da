package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Ask;
import chat.tacet.client.engine.state.Counter;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Outgoing;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.Sender;
import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.ContentBody;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.rest.SocialApi;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import chat.tacet.client.store.Vault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Asks devices for contents that did not come or did not open, [C-13]. */
final class Asking {

  /** "engine.asks", over all devices. */
  private static final int MAX_ASKS = 10_000;

  /** Of one account at a time, [C-13]: anybody can make devices up that no list names. */
  private static final int MAX_DEVICES_ASKED = 2 * Limits.MAX_DEVICES;

  /** What fails within it is asked for together. */
  private static final long GATHER_MS = 1_000;

  /** A number that is left out may only be late. */
  private static final long MAY_BE_LATE_MS = 10_000;

  /** How often it is looked whether something is to be asked again: hours pass between. */
  private static final long LOOK_EVERY_MS = 30_000;

  private final Setup setup;
  private final Round round;
  private final EngineThread engine;
  private final Events events;
  private final Outbox outbox;
  private final Directory directory;
  private final BooleanSupplier mailIsIn;
  private final Map<Bytes, Ask> asks = new LinkedHashMap<>();

  /** When a request could not be sent to a device, which had no prekeys. */
  private final Map<DeviceAddress, Long> notReached = new HashMap<>();

  private final Look gathered = new Look(GATHER_MS);
  private final Look missed = new Look(MAY_BE_LATE_MS);

  /**
   * @param mailIsIn whether the mail that waited is taken in: what seems to be missing may be in it
   */
  Asking(
      Setup setup,
      Round round,
      EngineThread engine,
      Events events,
      Outbox outbox,
      Directory directory,
      BooleanSupplier mailIsIn) {
    this.setup = setup;
    this.round = round;
    this.engine = engine;
    this.events = events;
    this.outbox = outbox;
    this.directory = directory;
    this.mailIsIn = mailIsIn;
  }

  void load() {
    for (Vault.Row row :
        round.vault().scan(Table.ASKED, Bytes.EMPTY, Vault.Order.ASCENDING, MAX_ASKS)) {
      Ask ask = Ask.read(row.record());
      asks.put(ask.key(round.draft()), ask);
    }
    look();
  }

  /** False if that device is asked for enough already. */
  boolean ask(RoomId room, DeviceAddress device, MessageId message, long entry) {
    return add(new Ask(room, device, message, 0, entry, setup.now(), 0, 0, 0), gathered);
  }

  /**
   * What nothing in the conversation stands for. Most of it are receipts, which nobody sends again:
   * they leave room for what somebody waits for.
   */
  void askSilently(RoomId room, DeviceAddress device, MessageId message) {
    if (askedOf(device) < Limits.MAX_SILENT_ASKS_PER_DEVICE) {
      ask(room, device, message, Ask.NOWHERE);
    }
  }

  /** By its number; false as above. */
  boolean ask(RoomId room, DeviceAddress device, long number, long entry) {
    return add(new Ask(room, device, null, number, entry, setup.now(), 0, 0, 0), missed);
  }

  private boolean add(Ask ask, Look look) {
    long askedOf = askedOf(ask.device());
    if (askedOf >= Limits.MAX_ASKS_PER_DEVICE || asks.size() >= MAX_ASKS) {
      return false;
    }
    if (askedOf == 0 && devicesAsked(ask.device().account()) >= MAX_DEVICES_ASKED) {
      return false;
    }
    keep(ask);
    look.schedule();
    return true;
  }

  private void keep(Ask ask) {
    ask.put(round.draft());
    asks.put(ask.key(round.draft()), ask);
  }

  private long askedOf(DeviceAddress device) {
    return asks.values().stream().filter(ask -> ask.device().equals(device)).count();
  }

  private long devicesAsked(AccountId account) {
    return asks.values().stream()
        .map(Ask::device)
        .filter(device -> device.account().equals(account))
        .distinct()
        .count();
  }

  /**
   * A list names these devices that named them not before: what they were asked for until now was
   * sent to nobody. They are asked at once, and once at least.
   */
  void came(Set<DeviceAddress> devices) {
    List<Ask> vain =
        asks.values().stream()
            .filter(ask -> ask.asked() > 0 && devices.contains(ask.device()))
            .toList();
    vain.forEach(ask -> keep(ask.inVain()));
    if (!vain.isEmpty()) {
      gathered.schedule();
    }
  }

  /** It came. */
  void settle(RoomId room, DeviceAddress device, MessageId message) {
    Ask.of(round.draft(), room, device, message).ifPresent(this::forget);
  }

  void settle(RoomId room, DeviceAddress device, long number) {
    Ask.of(round.draft(), room, device, number).ifPresent(this::forget);
  }

  /** One timer for all that is due after the same time, however many are asked for. */
  private final class Look {

    private final long afterMs;
    private boolean scheduled;
    private boolean again;

    Look(long afterMs) {
      this.afterMs = afterMs;
    }

    void schedule() {
      if (scheduled) {
        // That one comes too early for it.
        again = true;
        return;
      }
      scheduled = true;
      engine.after(afterMs, this::due);
    }

    private void due() {
      scheduled = false;
      if (again) {
        again = false;
        schedule();
      }
      askDue();
    }
  }

  private void look() {
    askDue();
    engine.after(LOOK_EVERY_MS, this::look);
  }

  /** Asks for all that is due by now. */
  void askDue() {
    if (!mailIsIn.getAsBoolean()) {
      // The next look finds it.
      return;
    }
    long now = setup.now();
    Map<Target, List<Ask>> due = new LinkedHashMap<>();
    for (Ask ask : List.copyOf(asks.values())) {
      if (isOver(ask, now)) {
        giveUp(ask);
      } else if (!isOpen(ask.room())) {
        waits(ask, now);
      } else if (isDue(ask, now)) {
        due.computeIfAbsent(new Target(ask.room(), ask.device()), t -> new ArrayList<>()).add(ask);
      }
    }
    due.forEach((target, asked) -> {
      if (wasNotReached(target.device, now)) {
        return;
      }
      // The names they are kept under have no order: what was written first comes first.
      asked.sort(Comparator.comparingLong(Ask::entry).thenComparingLong(Ask::number));
      send(target, asked);
    });
  }

  private record Target(RoomId room, DeviceAddress device) {}

  /** Asked for often enough, or missing for so long that nobody has it any more, [C-14]. */
  private static boolean isOver(Ask ask, long now) {
    return ask.asked() >= Limits.MAX_RESEND_ASKS
        ? apart(now, ask.lastAt()) >= Limits.RESEND_GIVE_UP_MS
        : now - ask.noticedAt() > Limits.RESEND_MAX_AGE_MS;
  }

  /** A closed room takes no requests: asking in vain would use them up. It may open again. */
  private boolean isOpen(RoomId room) {
    return directory.room(room).filter(SocialApi.Room::open).isPresent();
  }

  /** [S-11] The 45 days of what a wrong clock noticed begin now. */
  private void waits(Ask ask, long now) {
    if (ask.noticedAt() > now) {
      keep(ask.noticed(now));
    }
  }

  private static boolean isDue(Ask ask, long now) {
    if (ask.asked() >= Limits.MAX_RESEND_ASKS) {
      return false;
    }
    return ask.asked() > 0
        ? apart(now, ask.firstAt()) >= Limits.RESEND_ASK_AFTER_MS.get(ask.asked() - 1)
            && apart(now, ask.lastAt()) >= Limits.RESEND_ASK_AFTER_MS.getFirst()
        : apart(now, ask.noticedAt()) >= (ask.message() == null ? MAY_BE_LATE_MS : GATHER_MS);
  }

  // [S-11] A time that lies ahead is of a clock that was wrong.
  private static long apart(long now, long time) {
    return Math.abs(now - time);
  }

  private void send(Target target, List<Ask> due) {
    for (int from = 0; from < due.size(); from += Limits.MAX_RESEND_IDS) {
      List<Ask> together = due.subList(from, Math.min(due.size(), from + Limits.MAX_RESEND_IDS));
      List<MessageId> messages = new ArrayList<>();
      List<Long> numbers = new ArrayList<>();
      for (Ask ask : together) {
        Optional.ofNullable(ask.message())
            .ifPresentOrElse(messages::add, () -> numbers.add(ask.number()));
        keep(ask.again(setup.now()));
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

  /** [PK-7] It is asked again ten minutes after a request could not be sent. */
  private boolean wasNotReached(DeviceAddress device, long now) {
    Long at = notReached.get(device);
    if (at != null && apart(now, at) < Limits.RESEND_ASK_AFTER_MS.getFirst()) {
      return true;
    }
    notReached.remove(device);
    return false;
  }

  /** [PK-7] A request did not leave: that was none of the tries. */
  void unsent(Outgoing outgoing) {
    DeviceAddress device = outgoing.target();
    Outgoing.Numbered content = outgoing.content();
    if (device == null
        || content == null
        || !(content.body() instanceof ContentBody.ResendRequest request)) {
      return;
    }
    notReached.put(device, setup.now());
    Draft draft = round.draft();
    Stream.concat(
            request.messages().stream().map(id -> Ask.of(draft, outgoing.room(), device, id)),
            request.numbers().stream().map(no -> Ask.of(draft, outgoing.room(), device, no)))
        .flatMap(Optional::stream)
        .map(Ask::unasked)
        .forEach(this::keep);
  }

  private void giveUp(Ask ask) {
    forget(ask);
    if (ask.message() != null && ask.entry() != Ask.NOWHERE) {
      // [C-12] What nobody knows any more stands for no number that is left out later.
      Sender.of(round.draft(), ask.room(), ask.device())
          .filter(sender -> sender.unreadable() > 0)
          .ifPresent(sender -> sender.readable().put(round.draft(), ask.room(), ask.device()));
    }
    new Place(ask.room(), ask.entry())
        .entry(round.draft())
        .filter(entry -> entry.kind() == Entry.Kind.REPAIRING || entry.kind() == Entry.Kind.GAP)
        .ifPresent(entry -> {
          Entry lost = entry.as(Entry.Kind.LOST, entry.text(), entry.missing());
          OwnEntries.put(round.draft(), lost);
          round.then(() -> events.tell(new Happening.Changed(List.of(lost))));
        });
  }

  private void forget(Ask ask) {
    ask.delete(round.draft());
    asks.remove(ask.key(round.draft()));
  }
}
