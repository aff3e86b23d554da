package chat.tacet.client.engine;

import chat.tacet.client.engine.state.Arrival;
import chat.tacet.client.engine.state.Ask;
import chat.tacet.client.engine.state.Entry;
import chat.tacet.client.engine.state.Gap;
import chat.tacet.client.engine.state.Place;
import chat.tacet.client.engine.state.Sender;
import chat.tacet.client.engine.state.Talk;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.pair.DeviceAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Places in a conversation for numbers that have not come, [C-12]. As many of them say so as are
 * missing; where something else says so already they are out of sight, and kept all the same.
 */
final class Gaps {

  private final Setup setup;
  private final Round round;
  private final Events events;
  private final Asking asking;

  Gaps(Setup setup, Round round, Events events, Asking asking) {
    this.setup = setup;
    this.round = round;
    this.events = events;
    this.asking = asking;
  }

  /**
   * Keeps places and asks for what was left out, and tells of it once.
   *
   * @param excused for so many of the numbers something stands already that could not be read
   */
  Sender open(RoomId room, DeviceAddress device, Sender sender, long from, long to, long excused) {
    long index = Talk.of(round.draft(), room).orElseThrow().entries();
    Gap gap = new Gap(from, to, index, to - from + 1 - excused);
    List<Entry> told = new ArrayList<>();
    for (long number = from; number < from + gap.places(); number++) {
      long place = index + number - from;
      boolean asked = asking.ask(room, device, number, place);
      Entry.Kind missing = asked ? Entry.Kind.GAP : Entry.Kind.LOST;
      boolean hidden = number - from < excused;
      Entry entry = append(room, device, hidden ? Entry.Kind.CLOSED : missing, hidden ? 0 : 1);
      new Arrival(null, place).put(round.draft(), room, device, number);
      if (!hidden) {
        told.add(entry);
      }
    }
    if (gap.numbers() > gap.places()) {
      long rest = gap.missing() - told.size();
      Entry entry = append(room, device, rest > 0 ? Entry.Kind.GAP : Entry.Kind.CLOSED, rest);
      if (rest > 0) {
        told.add(entry);
      }
    }
    if (!told.isEmpty()) {
      Entry once = told.getFirst().as(Entry.Kind.GAP, "", gap.missing());
      round.then(() -> events.tell(new Happening.Noted(once)));
    }
    return bounded(room, gap.missing() > 0 ? sender.with(gap) : sender);
  }

  /**
   * A number of a gap has come.
   *
   * @param excused something stood for it when the gap was opened, so that it was not counted
   */
  Sender fill(RoomId room, DeviceAddress device, Sender sender, long number, boolean excused) {
    Gap gap = sender.gapOf(number).orElse(null);
    if (gap == null) {
      return sender;
    }
    Gap left = excused ? gap : gap.less();
    tell(room, device, left);
    return left.missing() == 0 ? sender.without(gap) : sender.replacing(gap, left);
  }

  /** Lets as many places say so as are missing, and changes no more than it must. */
  private void tell(RoomId room, DeviceAddress device, Gap gap) {
    List<Entry> saying = new ArrayList<>();
    List<Entry> changed = new ArrayList<>();
    List<Long> silent = new ArrayList<>();
    for (long number = gap.from(); number < gap.from() + gap.places(); number++) {
      Entry entry = place(room, gap, number);
      if (Arrival.of(round.draft(), room, device, number).map(Arrival::fingerprint).isPresent()) {
        continue;
      }
      if (isSaying(entry)) {
        saying.add(entry);
      } else if (!Sequence.isShown(entry)) {
        silent.add(number);
      }
    }
    long wanted = Math.min(gap.missing(), saying.size() + silent.size());
    for (int last = saying.size() - 1; last >= wanted; last--) {
      changed.add(saying.get(last).as(Entry.Kind.CLOSED, "", 0));
    }
    for (long more = 0; more < wanted - saying.size(); more++) {
      long number = silent.get((int) more);
      boolean asked = Ask.of(round.draft(), room, device, number).isPresent();
      changed.add(place(room, gap, number).as(asked ? Entry.Kind.GAP : Entry.Kind.LOST, "", 1));
    }
    if (gap.numbers() > gap.places()) {
      long rest = gap.missing() - wanted;
      Entry entry = place(room, gap, gap.from() + gap.places());
      if (rest != entry.missing()) {
        changed.add(entry.as(rest > 0 ? entry.kind() : Entry.Kind.CLOSED, "", rest));
      }
    }
    change(changed);
  }

  /** Nothing that comes will close it: it does not say any longer that it is being repaired. */
  private Sender bounded(RoomId room, Sender sender) {
    Gap old = sender.tooOld().orElse(null);
    if (old == null) {
      return sender;
    }
    List<Entry> changed = new ArrayList<>();
    for (long number = old.from();
        number <= Math.min(old.to(), old.from() + old.places());
        number++) {
      Entry entry = place(room, old, number);
      if (entry.kind() == Entry.Kind.GAP) {
        changed.add(entry.as(Entry.Kind.LOST, "", entry.missing()));
      }
    }
    change(changed);
    return sender.without(old);
  }

  private static boolean isSaying(Entry entry) {
    return entry.kind() == Entry.Kind.GAP || entry.kind() == Entry.Kind.LOST;
  }

  private Entry place(RoomId room, Gap gap, long number) {
    return new Place(room, gap.index() + number - gap.from()).entry(round.draft()).orElseThrow();
  }

  private Entry append(RoomId room, DeviceAddress device, Entry.Kind kind, long missing) {
    return Talk.of(round.draft(), room)
        .orElseThrow()
        .append(
            round.draft(),
            Entry.notice(room, kind, device.account(), device.device(), setup.now(), "", missing));
  }

  private void change(List<Entry> entries) {
    if (!entries.isEmpty()) {
      List<Entry> all = List.copyOf(entries);
      all.forEach(entry -> OwnEntries.put(round.draft(), entry));
      round.then(() -> events.tell(new Happening.Changed(all)));
    }
  }
}
