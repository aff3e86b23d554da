package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * That a program has sent something under a key of its own choice: the same key sends once.
 *
 * @param at when, milliseconds
 */
public record SendKey(Place place, long at) {

  private static final Draft.Form<SendKey> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, SendKey key) {
          out.u8(1).u64(key.at);
          Place.FORM.write(out, key.place);
        }

        @Override
        public SendKey read(ByteReader in) {
          in.version(1);
          long at = in.u64();
          return new SendKey(Place.FORM.read(in), at);
        }
      };

  public static Optional<SendKey> of(Draft draft, String key) {
    return draft.read(Table.SEND_KEYS, name(draft, key), FORM);
  }

  public void put(Draft draft, String key) {
    draft.put(Table.SEND_KEYS, name(draft, key), FORM, this);
  }

  private static Bytes name(Draft draft, String key) {
    return draft.tag(Table.SEND_KEYS, Bytes.of(key.getBytes(StandardCharsets.UTF_8)));
  }
}
