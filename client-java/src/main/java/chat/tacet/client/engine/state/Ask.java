package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.Limits;
import chat.tacet.client.protocol.Refusal.Codec.Fault;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A content that is asked for again, [C-13]: by its message id, or by its number where only that is
 * known.
 *
 * @param number 0 if it is asked for by message id
 * @param entry that says so in the conversation
 * @param noticedAt when it was missed, milliseconds
 * @param asked how often it was asked for
 * @param firstAt when that was first, milliseconds
 * @param lastAt when that was last
 */
public record Ask(
    RoomId room,
    DeviceAddress device,
    @Nullable MessageId message,
    long number,
    long entry,
    long noticedAt,
    int asked,
    long firstAt,
    long lastAt) {

  private static final Draft.Form<Ask> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Ask ask) {
          Fields.address(out.u8(1).raw(ask.room.value()), ask.device);
          out.optional(ask.message, id -> out.raw(id.value()));
          out.u64(ask.number).u64(ask.entry).u64(ask.noticedAt);
          out.u8(ask.asked).u64(ask.firstAt).u64(ask.lastAt);
        }

        @Override
        public Ask read(ByteReader in) {
          in.version(1);
          return new Ask(
              Fields.room(in),
              Fields.address(in),
              in.optional(Fields::message),
              in.u64(),
              entry(in),
              in.u64(),
              in.u8(),
              in.u64(),
              in.u64());
        }

        private long entry(ByteReader in) {
          long entry = in.u32() << 32 | in.u32();
          if (entry == NOWHERE_BEFORE) {
            return NOWHERE;
          }
          if (!ByteReader.isExact(entry)) {
            throw in.refused(Fault.MALFORMED);
          }
          return entry;
        }
      };

  /**
   * Of what has no line of its own: what another device of this account sent, [C-12], and what is
   * silent, [C-13].
   */
  public static final long NOWHERE = ByteReader.MAX_EXACT;

  /** The same in older stores, where it is no number that can be read. */
  private static final long NOWHERE_BEFORE = Long.MAX_VALUE;

  /** Missed then, by a clock that is right. */
  public Ask noticed(long then) {
    return new Ask(room, device, message, number, entry, then, asked, firstAt, lastAt);
  }

  public Ask again(long now) {
    return asked(asked + 1, firstAt == 0 ? now : firstAt, now);
  }

  /** As before it was asked for last: nobody was reached. */
  public Ask unasked() {
    long first = asked > 1 ? firstAt : 0;
    return asked(Math.max(0, asked - 1), first, first);
  }

  /** It was asked for when there was nobody to ask: due at once, and one try is left at least. */
  public Ask inVain() {
    return asked(Math.min(asked, Limits.MAX_RESEND_ASKS - 1), 0, 0);
  }

  private Ask asked(int times, long first, long last) {
    return new Ask(room, device, message, number, entry, noticedAt, times, first, last);
  }

  public static Optional<Ask> of(
      Draft draft, RoomId room, DeviceAddress device, MessageId message) {
    return draft.read(Table.ASKED, key(draft, room, device, message, 0), FORM);
  }

  public static Optional<Ask> of(Draft draft, RoomId room, DeviceAddress device, long number) {
    return draft.read(Table.ASKED, key(draft, room, device, null, number), FORM);
  }

  public static Ask read(Bytes record) {
    return Draft.Form.read(FORM, Table.ASKED, record);
  }

  public void put(Draft draft) {
    draft.put(Table.ASKED, key(draft), FORM, this);
  }

  public void delete(Draft draft) {
    draft.delete(Table.ASKED, key(draft));
  }

  /** Names it among all that is asked for. */
  public Bytes key(Draft draft) {
    return key(draft, room, device, message, number);
  }

  private static Bytes key(
      Draft draft, RoomId room, DeviceAddress device, @Nullable MessageId message, long number) {
    var name = Fields.address(new ByteWriter().raw(room.value()), device).u64(number);
    return draft.tag(Table.ASKED, (message == null ? name : name.raw(message.value())).toBytes());
  }
}
