package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.ArrayList;
import java.util.List;

/** Other ids of a message that was encrypted more than once: a receipt names them all, [C-12]. */
public final class Aliases {

  /** A peer that encrypts one content again and again gets no longer receipts for it. */
  private static final int MAX_ALIASES = 8;

  private static final Draft.Form<List<MessageId>> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, List<MessageId> ids) {
          Fields.list(out.u8(1), ids, id -> out.raw(id.value()));
        }

        @Override
        public List<MessageId> read(ByteReader in) {
          in.version(1);
          return Fields.list(in, Fields::message);
        }
      };

  private Aliases() {}

  public static List<MessageId> of(Draft draft, Place place) {
    return draft.read(Table.ALIASES, key(draft, place), FORM).orElse(List.of());
  }

  public static void add(Draft draft, Place place, MessageId id) {
    place.name(draft, id);
    List<MessageId> ids = new ArrayList<>(of(draft, place));
    if (ids.size() < MAX_ALIASES && !ids.contains(id)) {
      ids.add(id);
      draft.put(Table.ALIASES, key(draft, place), FORM, List.copyOf(ids));
    }
  }

  private static Bytes key(Draft draft, Place place) {
    Bytes room = draft.tag(Table.ALIASES, place.room().value());
    return new ByteWriter().raw(room).u64(place.index()).toBytes();
  }
}
