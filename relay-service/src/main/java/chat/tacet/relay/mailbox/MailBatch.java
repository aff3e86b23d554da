package chat.tacet.relay.mailbox;

import java.util.List;

/**
 * Mail read from a mailbox, oldest first.
 *
 * @param atEnd nothing waited behind these when they were read
 */
public record MailBatch(List<Mail> mails, boolean atEnd) {}
