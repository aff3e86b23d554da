package chat.tacet.social.device;

import java.util.UUID;

/**
 * A device that a list names.
 *
 * @param signingKey Ed25519, 32 bytes
 * @param agreementKey X25519, 32 bytes
 * @param addedAt milliseconds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; nobody changes the arrays
record ListedDevice(UUID deviceId, byte[] signingKey, byte[] agreementKey, long addedAt) {}
