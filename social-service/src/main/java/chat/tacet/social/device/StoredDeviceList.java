package chat.tacet.social.device;

/**
 * The latest list of an account.
 *
 * @param hash SHA-256 of the list bytes
 * @param signedBytes the whole as received
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; nobody changes the arrays
record StoredDeviceList(long version, byte[] hash, byte[] signedBytes) {}
