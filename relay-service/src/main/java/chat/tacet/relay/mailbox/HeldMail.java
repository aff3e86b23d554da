package chat.tacet.relay.mailbox;

import chat.tacet.relay.frame.MailId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What must be known of an entry to delete it.
 *
 * @param sender the account that sent it
 * @param ownBytes what lies in the mailbox itself
 * @param sharedBytes the length of the shared body, 0 if there is none
 * @param body the shared body it refers to, if any
 */
public record HeldMail(
    MailId id, UUID sender, int ownBytes, int sharedBytes, @Nullable BodyKey body) {

  /** What it counts in quota and window, in bytes. */
  public int size() {
    return ownBytes + sharedBytes;
  }
}
