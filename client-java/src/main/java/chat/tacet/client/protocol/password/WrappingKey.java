package chat.tacet.client.protocol.password;

import chat.tacet.client.protocol.bytes.Secret;

/** The AES-256-GCM key that opens the vault root, 32 bytes, [P-5]. */
public record WrappingKey(Secret value) {

  public WrappingKey {
    value.requireLength(32, "wrapping-key");
  }
}
