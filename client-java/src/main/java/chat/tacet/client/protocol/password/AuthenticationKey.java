package chat.tacet.client.protocol.password;

import chat.tacet.client.protocol.bytes.Secret;

/** What the server gets instead of the password, 32 bytes, [P-5]. */
public record AuthenticationKey(Secret value) {

  public AuthenticationKey {
    value.requireLength(32, "authentication-key");
  }
}
