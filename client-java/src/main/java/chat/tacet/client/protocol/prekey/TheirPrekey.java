package chat.tacet.client.protocol.prekey;

import chat.tacet.client.protocol.bytes.Bytes;
import chat.tacet.client.protocol.crypto.MlKemPublicKey;
import chat.tacet.client.protocol.crypto.X25519PublicKey;

/** What a verified prekey of theirs says. */
record TheirPrekey(PrekeyId id, long counter, Bytes publicKey) {

  TheirAgreementPrekey agreement() {
    return new TheirAgreementPrekey(id, new X25519PublicKey(publicKey));
  }

  TheirKemPrekey kem() {
    return new TheirKemPrekey(id, new MlKemPublicKey(publicKey)); // [K-4]
  }
}
