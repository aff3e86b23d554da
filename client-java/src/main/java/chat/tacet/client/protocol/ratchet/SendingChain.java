package chat.tacet.client.protocol.ratchet;

/**
 * The chain of the messages we send.
 *
 * @param next N of the next message
 */
record SendingChain(OurRatchetKey key, SendingChainKey chainKey, long next) {}
