package chat.tacet.client.protocol.identity;

import chat.tacet.client.protocol.crypto.X25519PublicKey;

/** A device's long-lived agreement key, IK of the handshake, [I-2]. */
public record DeviceAgreementKey(X25519PublicKey key) {}
