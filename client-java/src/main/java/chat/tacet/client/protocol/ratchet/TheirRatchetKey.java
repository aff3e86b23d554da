package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.crypto.X25519PublicKey;

/** A ratchet key of theirs, which names the receiving chain it begins. */
public record TheirRatchetKey(X25519PublicKey key) {}
