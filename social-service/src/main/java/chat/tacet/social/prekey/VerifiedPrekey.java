package chat.tacet.social.prekey;

/**
 * A prekey whose signature and form were checked.
 *
 * @param counter of a rotating key; 0 for a one-time one
 * @param signedBytes the whole as received
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; nobody changes the array
record VerifiedPrekey(Kind kind, long keyId, long counter, byte[] signedBytes) {

  /** What never goes down for a kind: the counter of rotating keys, the id of one-time ones. */
  long mark() {
    return kind.isOneTime() ? keyId : counter;
  }
}
