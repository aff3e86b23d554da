package chat.tacet.relay.delivery;

import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.mailbox.Mailboxes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * [F-10] Acknowledgements on their way to the store: one round trip at a time, and whatever comes
 * in meanwhile goes with the next one. Belongs to the connection's event loop; the pump stops
 * delivering while it is long, which bounds it.
 */
final class AckLine {

  private static final Logger log = LoggerFactory.getLogger(AckLine.class);

  private final Mailboxes mailboxes;
  private final UUID device;
  private final Executor loop;
  private final Runnable shorter;
  private List<HeldMail> waiting = new ArrayList<>();
  private int inFlight;

  /**
   * @param shorter runs whenever some are deleted for certain
   */
  AckLine(Mailboxes mailboxes, UUID device, Executor loop, Runnable shorter) {
    this.mailboxes = mailboxes;
    this.device = device;
    this.loop = loop;
    this.shorter = shorter;
  }

  /** Acknowledged by the device and not yet deleted for certain. */
  int size() {
    return waiting.size() + inFlight;
  }

  void add(List<HeldMail> mails) {
    waiting.addAll(mails);
    flush();
  }

  void flush() {
    if (inFlight > 0 || waiting.isEmpty()) {
      return;
    }
    List<HeldMail> batch = waiting;
    waiting = new ArrayList<>();
    inFlight = batch.size();
    mailboxes
        .acknowledge(device, batch)
        .whenComplete((done, failure) -> loop.execute(() -> finished(batch, failure != null)));
  }

  private void finished(List<HeldMail> batch, boolean failed) {
    inFlight = 0;
    if (failed) {
      // Deleting twice is harmless; the next acknowledgement or tick tries again.
      log.debug("{} acknowledgements wait for the store", batch.size());
      batch.addAll(waiting);
      waiting = batch;
      return;
    }
    flush();
    shorter.run();
  }
}
