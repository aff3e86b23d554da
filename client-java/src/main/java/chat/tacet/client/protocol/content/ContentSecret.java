package chat.tacet.client.protocol.content;

import chat.tacet.client.protocol.bytes.Secret;

/** What the key of a body is derived from, 32 fresh random bytes, [C-4]. */
public record ContentSecret(Secret value) {

  public static final int LENGTH = 32;

  public ContentSecret {
    value.requireLength(LENGTH, "content-key");
  }
}
