package chat.tacet.client.engine.state;

import chat.tacet.client.model.MessageState;
import chat.tacet.client.protocol.bytes.AccountId;
import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.DeviceId;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import org.jspecify.annotations.Nullable;

/**
 * One line of a conversation.
 *
 * @param index its place, from 0
 * @param author who wrote it; for a gap or an alarm, whose messages it is about
 * @param at the author's clock, milliseconds
 * @param id once it is known
 * @param text of a message; for an alarm its code
 * @param missing for a gap, how many contents are still missing
 */
public record Entry(
    RoomId room,
    long index,
    Kind kind,
    AccountId author,
    DeviceId device,
    long at,
    MessageState state,
    @Nullable MessageId id,
    @Nullable MessageId replyTo,
    String text,
    long missing) {

  /** What a line says. */
  public enum Kind {
    TEXT,
    /** It was taken back by its author. */
    DELETED,
    /** Messages are missing, [C-12]. */
    GAP,
    /** A message could not be opened and is being repaired, [C-13]. */
    REPAIRING,
    /** A message could not be recovered. */
    LOST,
    /** A newer client can read it, [C-17]. */
    TOO_NEW,
    /** Something about this person's keys does not hold. */
    ALARM,
    /** What stood here has come after all, and stands elsewhere. */
    CLOSED
  }

  public static Entry text(
      RoomId room,
      AccountId author,
      DeviceId device,
      long at,
      MessageState state,
      @Nullable MessageId id,
      @Nullable MessageId replyTo,
      String text) {
    return new Entry(room, 0, Kind.TEXT, author, device, at, state, id, replyTo, text, 0);
  }

  /** Something that is not a message. */
  public static Entry notice(
      RoomId room,
      Kind kind,
      AccountId author,
      DeviceId device,
      long at,
      String text,
      long missing) {
    return new Entry(
        room, 0, kind, author, device, at, MessageState.RECEIVED, null, null, text, missing);
  }

  public Entry at(long newIndex) {
    return new Entry(room, newIndex, kind, author, device, at, state, id, replyTo, text, missing);
  }

  public Entry in(MessageState newState) {
    return new Entry(room, index, kind, author, device, at, newState, id, replyTo, text, missing);
  }

  public Entry known(MessageId newId) {
    return new Entry(room, index, kind, author, device, at, state, newId, replyTo, text, missing);
  }

  public Entry as(Kind newKind, String newText, long nowMissing) {
    return new Entry(
        room, index, newKind, author, device, at, state, id, replyTo, newText, nowMissing);
  }

  public static Bytes key(Draft draft, RoomId room, long index) {
    return new ByteWriter().raw(prefix(draft, room)).u64(index).toBytes();
  }

  public static Bytes prefix(Draft draft, RoomId room) {
    return draft.tag(Table.MESSAGES, room.value());
  }

  public static final Draft.Form<Entry> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Entry entry) {
          out.u8(1).raw(entry.room.value()).u64(entry.index);
          Fields.text(out, entry.kind.name());
          out.raw(entry.author.value()).raw(entry.device.value()).u64(entry.at);
          Fields.text(out, entry.state.name());
          out.optional(entry.id, id -> out.raw(id.value()));
          out.optional(entry.replyTo, id -> out.raw(id.value()));
          Fields.text(out, entry.text);
          out.u64(entry.missing);
        }

        @Override
        public Entry read(ByteReader in) {
          in.version(1);
          return new Entry(
              Fields.room(in),
              in.u64(),
              Fields.choice(in, Kind.class),
              Fields.account(in),
              Fields.device(in),
              in.u64(),
              Fields.choice(in, MessageState.class),
              in.optional(Fields::message),
              in.optional(Fields::message),
              Fields.text(in),
              in.u64());
        }
      };
}
