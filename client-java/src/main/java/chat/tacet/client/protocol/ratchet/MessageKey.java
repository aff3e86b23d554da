package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Secret;

/** MK: of one message. */
record MessageKey(Secret value) {

  MessageKey {
    value.requireLength(32, "ratchet-session");
  }
}
