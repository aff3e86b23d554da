package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.crypto.Ed25519PublicKey;

/** The public half of an account identity: what people verify, [I-1]. */
public record AccountIdentityKey(Ed25519PublicKey key) {}
