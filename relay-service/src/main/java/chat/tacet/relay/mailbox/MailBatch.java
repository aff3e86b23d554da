package chat.tacet.relay.mailbox;

import chat.tacet.relay.frame.MailId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mail read from a mailbox, oldest first.
 *
 * @param atEnd nothing waited behind these when they were read
 * @param upTo the last that was looked at, also where it had expired or was without its content and
 *     is not among these; null where nothing was there. Whoever goes on behind it passes over
 *     nothing
 */
public record MailBatch(List<Mail> mails, boolean atEnd, @Nullable MailId upTo) {}
