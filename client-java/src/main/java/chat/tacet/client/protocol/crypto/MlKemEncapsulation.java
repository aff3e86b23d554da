package chat.tacet.client.protocol.crypto;

import chat.tacet.client.protocol.bytes.Secret;

/** What encapsulating gives: the ciphertext to send, the secret (32 bytes) to keep. */
public record MlKemEncapsulation(MlKemCiphertext ciphertext, Secret secret) {}
