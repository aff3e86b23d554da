package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Secret;

/** CKr: gives the keys of the messages they send. */
record ReceivingChainKey(Secret value) {

  ReceivingChainKey {
    value.requireLength(32, "ratchet-session");
  }
}
