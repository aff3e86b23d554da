package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.MessageId;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.Optional;

/** Where an entry stands: what message ids, keys of programs and the unheard list point to. */
public record Place(RoomId room, long index) {

  public static final Draft.Form<Place> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Place place) {
          out.u8(1).raw(place.room.value()).u64(place.index);
        }

        @Override
        public Place read(ByteReader in) {
          in.version(1);
          return new Place(Fields.room(in), in.u64());
        }
      };

  public static Optional<Place> of(Draft draft, MessageId id) {
    return draft.read(Table.MESSAGE_IDS, draft.tag(Table.MESSAGE_IDS, id.value()), FORM);
  }

  /**
   * The entry that an id stands for, if it is of that device in that room: anybody can name the id
   * of somebody else's message, [C-12].
   */
  public static Optional<Entry> entry(
      Draft draft, MessageId id, RoomId room, DeviceAddress device) {
    return of(draft, id)
        .filter(place -> place.room.equals(room))
        .flatMap(place -> place.entry(draft))
        .filter(entry -> entry.author().equals(device.account()))
        .filter(entry -> entry.device().equals(device.device()));
  }

  /** From now on that message id means this place. */
  public void name(Draft draft, MessageId id) {
    draft.put(Table.MESSAGE_IDS, draft.tag(Table.MESSAGE_IDS, id.value()), FORM, this);
  }

  public Optional<Entry> entry(Draft draft) {
    return draft.read(Table.MESSAGES, Entry.key(draft, room, index), Entry.FORM);
  }

  public static Bytes unheardKey(long sequence) {
    return Fields.number(sequence);
  }

  public static long unheardNumber(Bytes key) {
    return new ByteReader(key, "unheard").u64();
  }
}
