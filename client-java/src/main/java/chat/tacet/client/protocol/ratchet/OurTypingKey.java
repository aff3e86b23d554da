package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Secret;

/** Seals our typing notices in one ratchet session, [T-1]. */
public record OurTypingKey(Secret value) {

  public OurTypingKey {
    value.requireLength(32, "ratchet-session");
  }
}
