package chat.tacet.relay.mailbox;

import java.util.UUID;

/** Names a body that several mailboxes share: envelope ids are scoped to the sending device. */
public record BodyKey(UUID senderDevice, UUID envelopeId) {}
