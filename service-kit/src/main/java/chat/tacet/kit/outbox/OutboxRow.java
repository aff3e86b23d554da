package chat.tacet.kit.outbox;

import java.util.UUID;

/** An entry that this publisher took, and how often it was taken, this time included. */
record OutboxRow(UUID id, String topic, String subject, int attempts) {}
