package chat.tacet.social.device;

import java.util.List;

/**
 * A device list whose signatures and form were checked.
 *
 * @param format 2; 1 of earlier clients
 * @param previousHash SHA-256 of its predecessor's list bytes
 * @param identityKey Ed25519 key of the account
 * @param identityReset whether the account identity was replaced without the old one
 * @param hash SHA-256 of its own list bytes
 * @param signedBytes the whole as received
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; nobody changes the arrays
record VerifiedDeviceList(
    int format,
    long version,
    byte[] previousHash,
    byte[] identityKey,
    boolean identityReset,
    List<ListedDevice> devices,
    byte[] hash,
    byte[] signedBytes) {}
