package chat.tacet.client.protocol.prekey;

import chat.tacet.client.protocol.crypto.MlKemPublicKey;

/** A verified ML-KEM-768 prekey of theirs: PQ of the handshake. */
public record TheirKemPrekey(PrekeyId id, MlKemPublicKey key) {}
