package chat.tacet.relay.mailbox;

import chat.tacet.relay.frame.MailId;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of an entry to delete it.
 *
 * @param size what it counts in the quota, in bytes
 * @param body the shared body it refers to, if any
 */
public record HeldMail(MailId id, int size, @Nullable BodyKey body) {}
