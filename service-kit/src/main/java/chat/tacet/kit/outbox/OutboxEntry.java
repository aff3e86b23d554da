package chat.tacet.kit.outbox;

/**
 * A change that others must learn.
 *
 * @param topic which {@link OutboxHandler} publishes it
 * @param subject id of what changed, as that handler understands it
 */
public record OutboxEntry(String topic, String subject) {}
