package chat.tacet.client.protocol.ratchet;

/**
 * The chain of the messages they send now.
 *
 * @param next N of the next message not yet passed
 */
record ReceivingChain(TheirRatchetKey key, ReceivingChainKey chainKey, long next) {}
