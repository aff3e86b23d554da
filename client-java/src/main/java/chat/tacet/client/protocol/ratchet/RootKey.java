package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Secret;

/** RK: what the next root step begins from. */
public record RootKey(Secret value) {

  public RootKey {
    value.requireLength(32, "ratchet-session");
  }
}
