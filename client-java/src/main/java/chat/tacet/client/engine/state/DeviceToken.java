package chat.tacet.client.engine.state;

import chat.tacet.client.protocol.bytes.ByteReader;
import chat.tacet.client.protocol.bytes.ByteWriter;
import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.store.Draft;
import chat.tacet.client.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What tells the server at a sign-in that this device signed in before. It opens nothing. */
public final class DeviceToken {

  private static final Bytes KEY = Bytes.of("device-token".getBytes(StandardCharsets.US_ASCII));

  private static final Draft.Form<String> FORM =
      new Draft.Form<>() {
        @Override
        public void write(ByteWriter out, String token) {
          Fields.text(out.u8(1), token);
        }

        @Override
        public String read(ByteReader in) {
          in.version(1);
          return Fields.text(in);
        }
      };

  private DeviceToken() {}

  public static Optional<String> of(Draft draft) {
    return draft.read(Table.ACCOUNT, KEY, FORM);
  }

  public static void put(Draft draft, String token) {
    draft.put(Table.ACCOUNT, KEY, FORM, token);
  }
}
