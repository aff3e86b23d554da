package chat.tacet.relay.delivery;

import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.MailBatch;
import chat.tacet.relay.mailbox.Mailboxes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * [F-9] Moves mail from the mailbox of one device to its socket, oldest first, each entry once per
 * connection, at most a window of it unacknowledged. What is not acknowledged when the connection
 * ends is still in the mailbox and comes again.
 *
 * <p>Belongs to the connection's event loop. It goes forward by a cursor: entry ids of one mailbox
 * only grow, so nothing can appear behind it. It reads no more than the socket has room for: a
 * thousand devices that do not read cost little more than a thousand that do.
 */
public final class MailPump {

  private static final Logger log = LoggerFactory.getLogger(MailPump.class);

  private final Mailboxes mailboxes;
  private final UUID device;
  private final RelayLimits.Delivery limits;
  private final Executor loop;
  private final MailSink sink;
  private final Window window;
  private final AckLine acks;

  private MailId cursor = MailId.BEGINNING;
  private boolean reading;

  /** There may be mail behind the cursor that no read has seen. */
  private boolean more = true;

  private boolean drained;
  private boolean closed;
  private long averageBytes = 1024;

  /**
   * @param loop runs tasks on the connection's event loop
   */
  public MailPump(
      Mailboxes mailboxes, UUID device, RelayLimits.Delivery limits, Executor loop, MailSink sink) {
    this.mailboxes = mailboxes;
    this.device = device;
    this.limits = limits;
    this.loop = loop;
    this.sink = sink;
    this.window = new Window(limits);
    this.acks = new AckLine(mailboxes, device, loop, this::pump);
  }

  /** There may be mail: at the beginning, after a wake-up, on the slow timer. */
  public void wake() {
    more = true;
    pump();
  }

  /**
   * Mail was stored just after {@code previous}. If this pump has delivered {@code previous}, the
   * mail is next and needs no reading; otherwise something else waits before it.
   */
  public void arrived(Mail mail, MailId previous) {
    if (!closed && !reading && drained && cursor.equals(previous) && mayFollow(mail)) {
      deliver(mail);
    } else {
      wake();
    }
  }

  /**
   * The device has committed these. Ids that this connection did not deliver, or that were
   * acknowledged before, are passed over and cost nothing: what an earlier connection delivered is
   * delivered again by this one.
   */
  public void acknowledged(List<MailId> ids) {
    List<HeldMail> held = new ArrayList<>(ids.size());
    for (MailId id : ids) {
      HeldMail mail = window.remove(id);
      if (mail != null) {
        held.add(mail);
      }
    }
    sink.acknowledged(held.size());
    acks.add(held);
    pump();
  }

  /** The sink has room again. */
  public void roomAgain() {
    pump();
  }

  /** Tries again what failed. */
  public void tick() {
    acks.flush();
    pump();
  }

  /** No more deliveries; acknowledgements under way are finished. */
  public void close() {
    if (!closed) {
      sink.leftOver(window.size());
    }
    closed = true;
  }

  private void pump() {
    if (closed || reading || !more || window.isFull() || acks.size() >= limits.maxPendingAcks()) {
      return;
    }
    // Who does not read fills no memory: what the network does not take stays in the store.
    if (sink.room() <= 0) {
      return;
    }
    reading = true;
    more = false;
    int limit = batchSize();
    mailboxes
        .read(device, cursor, limit)
        .whenComplete((batch, failure) -> loop.execute(() -> read(batch, failure)));
  }

  private void read(@Nullable MailBatch batch, @Nullable Throwable failure) {
    reading = false;
    if (closed) {
      return;
    }
    if (batch == null) {
      // The next tick, wake-up or acknowledgement tries again.
      more = true;
      log.debug("mailbox could not be read: {}", String.valueOf(failure));
      return;
    }
    for (Mail mail : batch.mails()) {
      if (!mayFollow(mail)) {
        more = true;
        return;
      }
      deliver(mail);
    }
    if (batch.upTo() != null) {
      // Behind what cannot be delivered, too: it is taken out, or the next read would find it
      // again.
      cursor = batch.upTo();
    }
    if (!batch.atEnd()) {
      more = true;
    } else if (!drained) {
      drained = true;
      sink.drained();
    }
    pump();
  }

  private boolean mayFollow(Mail mail) {
    return window.fits(mail.size()) && acks.size() < limits.maxPendingAcks() && sink.room() > 0;
  }

  private void deliver(Mail mail) {
    cursor = mail.id();
    averageBytes = (averageBytes * 7 + mail.size()) / 8;
    window.add(mail.held());
    sink.deliver(mail);
  }

  private int batchSize() {
    long bytes = Math.min(limits.batchBytes(), sink.room());
    long byBytes = Math.max(1, bytes / Math.max(1, averageBytes));
    return (int) Math.min(Math.min(limits.batch(), byBytes), window.free());
  }
}
