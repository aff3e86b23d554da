package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.Optional;

/**
 * What came in of one device in one room, [C-12].
 *
 * @param highest number in the main sequence
 * @param unreadable envelopes shown as such that no gap was set off against yet
 */
public record Sender(long highest, long unreadable) {

  private static final Draft.Form<Sender> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Sender sender) {
          out.u8(1).u64(sender.highest).u64(sender.unreadable);
        }

        @Override
        public Sender read(ByteReader in) {
          in.version(1);
          return new Sender(in.u64(), in.u64());
        }
      };

  public static Optional<Sender> of(Draft draft, RoomId room, DeviceAddress device) {
    return draft.read(Table.SENDERS, key(draft, room, device), FORM);
  }

  public void put(Draft draft, RoomId room, DeviceAddress device) {
    draft.put(Table.SENDERS, key(draft, room, device), FORM, this);
  }

  private static Bytes key(Draft draft, RoomId room, DeviceAddress device) {
    var name = new ByteWriter().raw(room.value());
    return draft.tag(Table.SENDERS, Fields.address(name, device).toBytes());
  }
}
