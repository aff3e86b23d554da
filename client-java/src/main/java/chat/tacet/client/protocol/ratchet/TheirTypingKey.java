package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Secret;

/** Opens their typing notices in one ratchet session, [T-1]. */
public record TheirTypingKey(Secret value) {

  public TheirTypingKey {
    value.requireLength(32, "ratchet-session");
  }
}
