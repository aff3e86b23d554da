package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Secret;

/** CKs: gives the keys of the messages we send. */
record SendingChainKey(Secret value) {

  SendingChainKey {
    value.requireLength(32, "ratchet-session");
  }
}
