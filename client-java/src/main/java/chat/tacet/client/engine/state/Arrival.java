package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.bytes.RoomId;
import chat.tacet.client.protocol.pair.DeviceAddress;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one number in the main sequence of a device in a room, [C-12].
 *
 * @param fingerprint of time and body of the content that came; null while it is missing
 * @param entry where it is shown, or the gap it belongs to
 */
public record Arrival(@Nullable Bytes fingerprint, @Nullable Long entry) {

  private static final int FINGERPRINT_LENGTH = 32;

  private static final Draft.Form<Arrival> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, Arrival arrival) {
          out.u8(1);
          out.optional(arrival.fingerprint, out::raw);
          out.optional(arrival.entry, out::u64);
        }

        @Override
        public Arrival read(ByteReader in) {
          in.version(1);
          return new Arrival(
              in.optional(reader -> reader.bytes(FINGERPRINT_LENGTH)),
              in.optional(ByteReader::u64));
        }
      };

  public boolean is(Bytes content) {
    return fingerprint != null && fingerprint.equals(content);
  }

  public static Optional<Arrival> of(Draft draft, RoomId room, DeviceAddress device, long number) {
    return draft.read(Table.NUMBERS_SEEN, key(draft, room, device, number), FORM);
  }

  public void put(Draft draft, RoomId room, DeviceAddress device, long number) {
    draft.put(Table.NUMBERS_SEEN, key(draft, room, device, number), FORM, this);
  }

  private static Bytes key(Draft draft, RoomId room, DeviceAddress device, long number) {
    Bytes name = Fields.address(new ByteWriter().raw(room.value()), device).toBytes();
    return new ByteWriter().raw(draft.tag(Table.NUMBERS_SEEN, name)).u64(number).toBytes();
  }
}
