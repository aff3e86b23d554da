package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Aliases;
import chat.tacet.client.engine.state.Arrival;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Gap;
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

  /** The code of a number that came twice with different contents. */
  private static final String RESTORED = "profile-restored";

  private static final Set<Entry.Kind> SHOWN =
      Set.of(Entry.Kind.TEXT, Entry.Kind.DELETED, Entry.Kind.TOO_NEW);

  private final Me me;
  private final Round round;
  private final Events events;
  private final DeviceLists lists;
  private final Asking asking;
  private final Gaps gaps;
  private final Alarms alarms;

  Sequence(
      Me me,
      Round round,
      Events events,
      DeviceLists lists,
      Asking asking,
      Gaps gaps,
      Alarms alarms) {
    this.me = me;
    this.round = round;
    this.events = events;
    this.lists = lists;
    this.asking = asking;
    this.gaps = gaps;
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
    if (known.filter(Sequence::isShown).isPresent()) {
      return new Verdict.Duplicate();
    }
    if (isRepeated(before, content, room, id)) {
      known.ifPresent(bubble -> change(bubble.as(Entry.Kind.CLOSED, "", 0)));
      asking.settle(room, device, id);
      return new Verdict.Duplicate();
    }
    if (before.map(Arrival::fingerprint).isPresent()) {
      alarms.note(talk, device.account(), RESTORED);
      return new Verdict.Fresh();
    }
    new Arrival(fingerprint(content), null).put(round.draft(), room, device, number);
    boolean leftOut = count(room, device, number, known);
    asking.settle(room, device, number);
    asking.settle(room, device, id);
    Optional<Entry> kept =
        before
            .map(Arrival::entry)
            .flatMap(index -> entry(new Place(room, index)))
            .filter(entry -> !isShown(entry));
    if (kept.isPresent() && kept.get().missing() > 1) {
      return ofSeveral(kept.get());
    }
    if (kept.isPresent()) {
      // [C-15] Both stood for it.
      known.ifPresent(bubble -> change(bubble.as(Entry.Kind.CLOSED, "", 0)));
      return new Verdict.Fills(kept.get());
    }
    if (known.isEmpty()) {
      return new Verdict.Fresh();
    }
    boolean wasLast = known.get().index() == talk.entries() - 1;
    return leftOut && wasLast ? movesBehind(known.get()) : new Verdict.Fills(known.get());
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
      sender.orElse(Sender.from(0)).oneUnreadable().put(round.draft(), room, device);
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

  /**
   * Raises what came in of a device, and says what was left out: true if something was.
   *
   * @param bubble what said that this content could not be read
   */
  private boolean count(RoomId room, DeviceAddress device, long number, Optional<Entry> bubble) {
    Draft draft = round.draft();
    Sender sender =
        Sender.of(draft, room, device)
            .orElseGet(() -> Sender.from(countsFromTheStart() ? 0 : number - 1));
    if (number <= sender.highest()) {
      late(room, device, sender, number, bubble).put(draft, room, device);
      return false;
    }
    Sender counted = bubble.isPresent() ? sender.readable() : sender;
    long missing = number - sender.highest() - 1;
    if (missing == 0 || device.account().equals(me.account())) {
      // What another device of this account left out its user wrote: it is not told.
      counted.next(number).put(draft, room, device);
      return false;
    }
    long excused = Math.min(missing, counted.unreadable());
    gaps.open(
            room, device, counted.leap(number, excused), sender.highest() + 1, number - 1, excused)
        .put(draft, room, device);
    return missing > excused;
  }

  /**
   * What was older than the gap was set off against it; what is younger stood for a number beside.
   */
  private Sender late(
      RoomId room, DeviceAddress device, Sender sender, long number, Optional<Entry> bubble) {
    Optional<Gap> gap = sender.gapOf(number);
    boolean excused =
        bubble.isPresent() && gap.filter(g -> bubble.get().index() < g.index()).isPresent();
    Sender counted = bubble.isPresent() && gap.isPresent() && !excused ? sender.readable() : sender;
    return gaps.fill(room, device, counted, number, excused);
  }

  /**
   * Everything there ever was has been sealed for a device whose list is still the first; any other
   * begins to count where it came in.
   */
  private boolean countsFromTheStart() {
    return lists.of(me.account()).map(Lists::newest).filter(l -> l.version() == 1).isPresent();
  }

  /** One place for several numbers, as stores have it that are older than this: it has one less. */
  private Verdict ofSeveral(Entry gap) {
    change(gap.as(gap.kind(), "", gap.missing() - 1));
    return new Verdict.Fresh();
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
