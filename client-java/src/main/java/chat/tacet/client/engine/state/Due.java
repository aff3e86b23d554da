package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * What others are still to be told about messages of theirs, [V-15].
 *
 * @param delivered messages that came
 * @param read messages that were read
 */
public record Due(RoomId room, List<MessageId> delivered, List<MessageId> read) {

  /**
   * "receipts". Of more the oldest is let go, which may always be lost: while a room cannot be sent
   * to, they would only grow, and be written anew with each message.
   */
  static final int MAX = 1_000;

  private static final Draft.Form<Due> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Due due) {
          out.u8(1).raw(due.room.value());
          Fields.list(out, due.delivered, id -> out.raw(id.value()));
          Fields.list(out, due.read, id -> out.raw(id.value()));
        }

        @Override
        public Due read(ByteReader in) {
          in.version(1);
          return new Due(
              Fields.room(in), Fields.list(in, Fields::message), Fields.list(in, Fields::message));
        }
      };

  public static Due of(Draft draft, RoomId room) {
    return draft
        .read(Table.RECEIPTS_DUE, key(draft, room), FORM)
        .orElseGet(() -> new Due(room, List.of(), List.of()));
  }

  public static Due read(Bytes record) {
    return Draft.Form.read(FORM, Table.RECEIPTS_DUE, record);
  }

  public Due delivered(MessageId id) {
    return new Due(room, with(delivered, id), read);
  }

  /** Who reads it has it: the other receipt need not be sent any more. */
  public Due read(MessageId id) {
    List<MessageId> still = new ArrayList<>(delivered);
    still.remove(id);
    return new Due(room, List.copyOf(still), with(read, id));
  }

  public void put(Draft draft) {
    draft.put(Table.RECEIPTS_DUE, key(draft, room), FORM, this);
  }

  public void delete(Draft draft) {
    draft.delete(Table.RECEIPTS_DUE, key(draft, room));
  }

  private static List<MessageId> with(List<MessageId> ids, MessageId id) {
    List<MessageId> more = new ArrayList<>(ids);
    more.remove(id);
    more.add(id);
    return List.copyOf(more.subList(Math.max(0, more.size() - MAX), more.size()));
  }

  private static Bytes key(Draft draft, RoomId room) {
    return draft.tag(Table.RECEIPTS_DUE, room.value());
  }
}
