package chat.tacet.client.protocol.ratchet;

/** The key of message {@code number} of a chain of theirs that was passed and has not come. */
record SkippedKey(TheirRatchetKey chain, long number, MessageKey key) {}
