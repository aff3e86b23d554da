package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Aliases;
import chat.tacet.client.engine.state.Arrival;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Lists;
import chat.tacet.client.engine.state.Me;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.Sender;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.content.Content;
import chat.tacet.client.protocol.content.RoomState;
import chat.tacet.client.protocol.crypto.Sha256;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Notices what was left out, repeated or told twice, by the numbers of contents, [C-12]. */
final class Sequence {

  /** Of a longer gap no more have a place and are asked for, [C-12]. */
  private static final int MAX_PLACES = 64;

  /** The code of a number that came twice with different contents. */
  private static final String RESTORED = "profile-restored";

  private static final Set<Entry.Kind> SHOWN =
      Set.of(Entry.Kind.TEXT, Entry.Kind.DELETED, Entry.Kind.TOO_NEW);

  private final Me me;
  private final Setup setup;
  private final Round round;
  private final Events events;
  private final DeviceLists lists;
  private final Asking asking;
  private final Alarms alarms;

  Sequence(
      Me me,
      Setup setup,
      Round round,
      Events events,
      DeviceLists lists,
      Asking asking,
      Alarms alarms) {
    this.me = me;
    this.setup = setup;
    this.round = round;
    this.events = events;
    this.lists = lists;
    this.asking = asking;
    this.alarms = alarms;
  }

  /** What to do with a content. */
  sealed interface Verdict {

    /** It is here already. */
    record Duplicate() implements Verdict {}

    /** It takes the place of an entry that said it was missing. */
    record Fills(Entry place) implements Verdict {}

    /** It comes at the end. */
    record Fresh() implements Verdict {}
  }

  Verdict take(Talk talk, DeviceAddress device, Content content, MessageId id) {
    RoomId room = talk.room();
    long number = content.counter();
    Optional<Entry> known = Place.entry(round.draft(), id, room, device);
    Optional<Arrival> before = Arrival.of(round.draft(), room, device, number);
    if (known.filter(Sequence::isShown).isPresent() || isRepeated(before, content, room, id)) {
      return new Verdict.Duplicate();
    }
    if (before.map(Arrival::fingerprint).isPresent()) {
      alarms.note(talk, device.account(), RESTORED);
      return new Verdict.Fresh();
    }
    boolean leftOut = count(room, device, number, known.isPresent());
    new Arrival(fingerprint(content), null).put(round.draft(), room, device, number);
    asking.settle(room, device, number);
    if (known.isPresent()) {
      asking.settle(room, device, id);
      return leftOut ? movesBehind(known.get()) : new Verdict.Fills(known.get());
    }
    return before.map(Arrival::entry).map(gap -> closeOne(room, gap)).orElse(new Verdict.Fresh());
  }

  /** Where a content stands, so that its number leads there. */
  void shownAt(Content content, DeviceAddress device, long entry) {
    new Arrival(fingerprint(content), entry)
        .put(round.draft(), content.room(), device, content.counter());
  }

  /**
   * An envelope is shown as unreadable: it will be missing in the numbers, and was told already.
   */
  void unreadable(RoomId room, DeviceAddress device) {
    Optional<Sender> sender = Sender.of(round.draft(), room, device);
    if (sender.isPresent() || countsFromTheStart()) {
      Sender before = sender.orElse(new Sender(0, 0));
      new Sender(before.highest(), before.unreadable() + 1).put(round.draft(), room, device);
    }
  }

  static boolean isShown(Entry entry) {
    return SHOWN.contains(entry.kind());
  }

  /** The same content encrypted again: its id is another id of the one that is shown. */
  private boolean isRepeated(Optional<Arrival> before, Content content, RoomId room, MessageId id) {
    if (before.isEmpty() || !before.get().is(fingerprint(content))) {
      return false;
    }
    Long entry = before.get().entry();
    if (entry != null) {
      Aliases.add(round.draft(), new Place(room, entry), id);
    }
    return true;
  }

  /** Raises what came in of a device, and says what was left out: true if something was. */
  private boolean count(RoomId room, DeviceAddress device, long number, boolean repaired) {
    Draft draft = round.draft();
    Sender sender =
        Sender.of(draft, room, device)
            .orElseGet(() -> new Sender(countsFromTheStart() ? 0 : number - 1, 0));
    if (number <= sender.highest()) {
      return false;
    }
    long unreadable = Math.max(0, sender.unreadable() - (repaired ? 1 : 0));
    long missing = number - sender.highest() - 1;
    long excused = Math.min(missing, unreadable);
    new Sender(number, unreadable - excused).put(draft, room, device);
    if (missing > excused) {
      gap(room, device, sender.highest() + 1, missing, excused);
    }
    return missing > excused;
  }

  /**
   * Everything there ever was has been sealed for a device whose list is still the first; any other
   * begins to count where it came in.
   */
  private boolean countsFromTheStart() {
    return lists.of(me.account()).map(Lists::newest).filter(l -> l.version() == 1).isPresent();
  }

  /**
   * One place per missing content, so that it can stand where it belongs; told once. Where some of
   * them are shown as unreadable nobody knows which: then one place stands for all others.
   */
  private void gap(RoomId room, DeviceAddress device, long from, long missing, long excused) {
    long each = excused == 0 ? Math.min(missing, MAX_PLACES) : 0;
    long rest = missing - excused - each;
    Entry first = null;
    for (long number = from; number < from + each; number++) {
      Entry entry = append(room, device, 1);
      first = first == null ? entry : first;
      expect(room, device, number, entry);
    }
    if (rest > 0) {
      Entry entry = append(room, device, rest);
      first = first == null ? entry : first;
      for (long number = from + each; number < from + Math.min(missing, MAX_PLACES); number++) {
        expect(room, device, number, entry);
      }
    }
    if (first != null) {
      Entry told = first.as(Entry.Kind.GAP, "", missing - excused);
      round.then(() -> events.tell(new Happening.Noted(told)));
    }
  }

  private Entry append(RoomId room, DeviceAddress device, long missing) {
    Draft draft = round.draft();
    return Talk.of(draft, room)
        .orElseThrow()
        .append(
            draft,
            Entry.notice(
                room, Entry.Kind.GAP, device.account(), device.device(), setup.now(), "", missing));
  }

  private void expect(RoomId room, DeviceAddress device, long number, Entry entry) {
    new Arrival(null, entry.index()).put(round.draft(), room, device, number);
    asking.ask(room, device, number, entry.index());
  }

  private Verdict closeOne(RoomId room, long index) {
    Optional<Entry> gap = entry(new Place(room, index)).filter(entry -> !isShown(entry));
    if (gap.isPresent() && gap.get().missing() > 1) {
      change(gap.get().as(gap.get().kind(), "", gap.get().missing() - 1));
      return new Verdict.Fresh();
    }
    return gap.<Verdict>map(Verdict.Fills::new).orElse(new Verdict.Fresh());
  }

  /** What was written before it got places only now, at the end: there it goes too. */
  private Verdict movesBehind(Entry entry) {
    OwnEntries.put(round.draft(), entry.as(Entry.Kind.CLOSED, "", 0));
    return new Verdict.Fresh();
  }

  private void change(Entry entry) {
    OwnEntries.put(round.draft(), entry);
    round.then(() -> events.tell(new Happening.Changed(List.of(entry))));
  }

  private Optional<Entry> entry(Place place) {
    return place.entry(round.draft());
  }

  /** Of time and body: room state and the ids it has seen differ when it is encrypted again. */
  private static Bytes fingerprint(Content content) {
    return Sha256.hash(
        new Content(
                content.room(),
                content.sentAt(),
                content.counter(),
                List.of(),
                new RoomState(0, null, List.of()),
                content.body())
            .encode()
            .reveal());
  }
}
