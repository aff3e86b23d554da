package chat.tacet.client.protocol.ratchet;

import chat.tacet.client.protocol.bytes.Secret;

/**
 * What a handshake leaves to the ratchet, [H-3].
 *
 * @param initiatorTyping TA
 * @param responderTyping TB
 */
public record HandshakeSecrets(RootKey root, Secret initiatorTyping, Secret responderTyping) {}
