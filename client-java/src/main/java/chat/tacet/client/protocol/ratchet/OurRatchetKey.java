package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.crypto.X25519KeyPair;

/**
 * The ratchet key of our sending chain. It is part of the state and shares its protection, [K-1].
 */
record OurRatchetKey(X25519KeyPair keys) {}
