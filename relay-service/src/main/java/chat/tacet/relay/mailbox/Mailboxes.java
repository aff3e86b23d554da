package chat.tacet.relay.mailbox;

import chat.tacet.relay.frame.MailId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The mailboxes of all devices. Every future fails if the store could not be reached or did not
 * answer in time; every call may then be repeated.
 */
public interface Mailboxes {

  /**
   * Stores each letter for each of its devices, once however often it is called within the
   * retention. Letters of one caller, begun in order, are stored in order.
   *
   * @param letters of one device, in their order; one that {@link #goesAlone} is the only one
   * @param loop the caller's own thread, on which whatever is stored later is begun, too: what two
   *     threads give to one connection comes out in the order of their queues, and a letter would
   *     overtake the one before it
   * @return how it went; see {@link Posting}
   */
  Posting post(List<Letter> letters, Executor loop);

  /** Whether a letter is stored in several steps, which no other letter can share. */
  boolean goesAlone(Letter letter);

  /**
   * Reads at most {@code limit} entries after {@code after}. Expired ones are deleted and left out,
   * and so are entries whose shared body is gone.
   */
  CompletionStage<MailBatch> read(UUID device, MailId after, int limit);

  /**
   * What is known of these entries, for somebody who did not keep it: those that still wait, in no
   * particular order.
   */
  CompletionStage<List<HeldMail>> find(UUID device, List<MailId> ids);

  /** Deletes entries that the device has committed to its own storage. */
  CompletionStage<Void> acknowledge(UUID device, List<HeldMail> mails);

  /**
   * Deletes the mailbox of a device that nobody writes to any more. What is stored for it meanwhile
   * may stay: whoever calls this calls it again.
   */
  CompletionStage<Void> delete(UUID device);

  /** [F-7] The highest send counter accepted from a device, 0 if none. */
  CompletionStage<Long> lastSendCounter(UUID device);

  /**
   * The two moments of storing letters.
   *
   * @param begun the entries are on their way in the order of calls: the next letter of the same
   *     sender may begin. Never fails.
   * @param done for each letter, what became of it in each mailbox
   */
  record Posting(CompletionStage<Void> begun, List<CompletionStage<List<Stored>>> done) {}
}
