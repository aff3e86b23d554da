package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came in of one device in one room, [C-12].
 *
 * @param highest number in the main sequence
 * @param unreadable envelopes shown as such that no gap was set off against yet
 * @param unreadableAfter what the highest was when the newest of them came
 * @param gaps that are open, the oldest first
 */
public record Sender(long highest, long unreadable, long unreadableAfter, List<Gap> gaps) {

  /** Of what never came, no more is kept in mind. */
  private static final int MAX_GAPS = 16;

  /** More numbers than a sender has under way at once, [V-13]. */
  private static final int MAX_UNDER_WAY = 16;

  private static final Draft.Form<Sender> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Sender sender) {
          out.u8(2).u64(sender.highest).u64(sender.unreadable).u64(sender.unreadableAfter);
          Fields.list(
              out,
              sender.gaps,
              gap -> out.u64(gap.from()).u64(gap.to()).u64(gap.index()).u64(gap.missing()));
        }

        @Override
        public Sender read(ByteReader in) {
          // Form 1 knew of no gaps.
          boolean hasGaps = in.version(1, 2) == 2;
          long highest = in.u64();
          long unreadable = in.u64();
          return hasGaps
              ? new Sender(highest, unreadable, in.u64(), Fields.list(in, Sender::gap))
              : new Sender(highest, unreadable, highest, List.of());
        }
      };

  public Sender {
    gaps = List.copyOf(gaps);
  }

  /** Before anything but that number came. */
  public static Sender from(long highest) {
    return new Sender(highest, 0, highest, List.of());
  }

  /** Something came that could not be read: it stands for a number. */
  public Sender oneUnreadable() {
    return new Sender(highest, unreadable + 1, highest, gaps);
  }

  /** One of them does not stand for a number any more. */
  public Sender readable() {
    return new Sender(highest, Math.max(0, unreadable - 1), unreadableAfter, gaps);
  }

  /**
   * The next number came. More of them than can be under way: what was garbage was none of them.
   */
  public Sender next(long number) {
    boolean lapsed = number - unreadableAfter > MAX_UNDER_WAY;
    return new Sender(number, lapsed ? 0 : unreadable, unreadableAfter, gaps);
  }

  /** A later number came, and for so many of those between something stands already. */
  public Sender leap(long number, long excused) {
    return new Sender(number, unreadable - excused, number, gaps);
  }

  public Sender with(Gap gap) {
    List<Gap> more = new ArrayList<>(gaps);
    more.add(gap);
    return new Sender(highest, unreadable, unreadableAfter, more);
  }

  public Sender without(Gap gap) {
    return new Sender(
        highest,
        unreadable,
        unreadableAfter,
        gaps.stream().filter(one -> !one.equals(gap)).toList());
  }

  public Sender replacing(Gap before, Gap after) {
    return new Sender(
        highest,
        unreadable,
        unreadableAfter,
        gaps.stream().map(one -> one.equals(before) ? after : one).toList());
  }

  /** The oldest, if there are more than stay open. */
  public Optional<Gap> tooOld() {
    return gaps.size() > MAX_GAPS ? Optional.of(gaps.getFirst()) : Optional.empty();
  }

  public Optional<Gap> gapOf(long number) {
    return gaps.stream().filter(gap -> gap.holds(number)).findFirst();
  }

  public static Optional<Sender> of(Draft draft, RoomId room, DeviceAddress device) {
    return draft.read(Table.SENDERS, key(draft, room, device), FORM);
  }

  public void put(Draft draft, RoomId room, DeviceAddress device) {
    draft.put(Table.SENDERS, key(draft, room, device), FORM, this);
  }

  private static Gap gap(ByteReader in) {
    return new Gap(in.u64(), in.u64(), in.u64(), in.u64());
  }

  private static Bytes key(Draft draft, RoomId room, DeviceAddress device) {
    var name = new ByteWriter().raw(room.value());
    return draft.tag(Table.SENDERS, Fields.address(name, device).toBytes());
  }
}
