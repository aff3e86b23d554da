package chat.tacet.client.protocol.prekey;

import chat.tacet.client.protocol.crypto.X25519PublicKey;

/** A verified X25519 prekey of theirs: SPK or OPK of the handshake. */
public record TheirAgreementPrekey(PrekeyId id, X25519PublicKey key) {}
