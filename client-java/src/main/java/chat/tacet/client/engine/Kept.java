package chat.tacet.client.engine;

import chat.tacet.client.protocol.bytes.Secret;
import java.util.Base64;

/** Content that only a newer version can read, as the text of its entry, [C-17]. */
final class Kept {

  private Kept() {}

  static String text(Secret content) {
    return Base64.getEncoder().encodeToString(content.reveal());
  }
}
