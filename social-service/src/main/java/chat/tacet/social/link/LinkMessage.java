package chat.tacet.social.link;

/**
 * A sealed message, and what was seen of whoever put it.
 *
 * @param userAgent what the browser calls itself, empty if it does not
 * @param address as text, empty if unknown
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record; nobody changes the array
record LinkMessage(byte[] sealed, String userAgent, String address) {

  /** Says nothing of the person: objects end up in log lines. */
  @Override
  public String toString() {
    return "LinkMessage[redacted]";
  }
}
