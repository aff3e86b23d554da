package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.crypto.Ed25519PublicKey;

/** What verifies a device's prekeys and its place in the list, [I-2]. */
public record DeviceSigningKey(Ed25519PublicKey key) {}
