package chat.tacet.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import chat.tacet.relay.TestLimits;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.HeldMail;
import chat.tacet.relay.mailbox.Letter;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.mailbox.MailBatch;
import chat.tacet.relay.mailbox.Mailboxes;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Bob has mail, and a network that does not always take it. */
class MailPumpTest {

  private static final int MAIL_BYTES = 10_000;
  private static final long ROOMY = 1_000_000;

  private final Network network = new Network();
  private final Mailbox mailbox = new Mailbox();
  private final MailPump pump =
      new MailPump(
          mailbox, UUID.randomUUID(), TestLimits.with(Map.of()).delivery(), Runnable::run, network);

  @Test
  void whatTheNetworkDoesNotTakeStaysInTheStore() {
    mailbox.receives(50);
    network.room = 0;

    pump.wake();

    assertThat(network.delivered).isEmpty();
    assertThat(mailbox.reads).isEmpty();
  }

  @Test
  void itGoesOnWhereItWasWhenThereIsRoomAgain() {
    mailbox.receives(50);
    network.room = 0;
    pump.wake();

    network.room = ROOMY;
    pump.roomAgain();

    assertThat(network.delivered).containsExactlyElementsOf(mailbox.mails);
    assertThat(network.drained).isTrue();
  }

  @Test
  void mailThatArrivesMeanwhileKeepsItsPlace() {
    pump.wake();
    assertThat(network.drained).isTrue();
    network.room = 0;
    MailId previous = MailId.BEGINNING;
    for (Mail mail : mailbox.receives(3)) {
      pump.arrived(mail, previous);
      previous = mail.id();
    }
    assertThat(network.delivered).isEmpty();

    network.room = ROOMY;
    pump.roomAgain();

    assertThat(network.delivered).containsExactlyElementsOf(mailbox.mails);
  }

  @Test
  void itReadsNoMoreAtOnceThanTheNetworkTakes() {
    mailbox.receives(40);
    network.room = 4 * MAIL_BYTES;
    pump.wake();
    assertThat(network.delivered).hasSize(4);

    for (int i = 0; i < 9; i++) {
      network.room = 4 * MAIL_BYTES;
      pump.roomAgain();
    }

    assertThat(network.delivered).containsExactlyElementsOf(mailbox.mails);
    // It has learnt how large they are.
    assertThat(mailbox.reads.getLast()).isLessThanOrEqualTo(5);
  }

  @Test
  void itGoesOnWhenWhatWasAcknowledgedIsDeletedForCertain() {
    var slow = new MailPump(mailbox, UUID.randomUUID(), fewPendingAcks(), Runnable::run, network);
    slow.wake();
    List<Mail> first = mailbox.receives(3);
    slow.wake();
    mailbox.deleted = new CompletableFuture<>();
    slow.acknowledged(first.stream().map(Mail::id).toList());
    mailbox.receives(1);
    slow.wake();
    assertThat(network.delivered).as("too much is under way").hasSize(3);

    mailbox.deleted.complete(null);

    assertThat(network.delivered).containsExactlyElementsOf(mailbox.mails);
  }

  private static RelayLimits.Delivery fewPendingAcks() {
    return TestLimits.with(Map.of("delivery.max-pending-acks", "3")).delivery();
  }

  /** Takes what there is room for. */
  private static final class Network implements MailSink {
    private final List<Mail> delivered = new ArrayList<>();
    private long room = ROOMY;
    private boolean drained;

    @Override
    public long room() {
      return room;
    }

    @Override
    public void deliver(Mail mail) {
      delivered.add(mail);
      room -= mail.size();
    }

    @Override
    public void drained() {
      drained = true;
    }
  }

  /** A mailbox in memory that answers at once. */
  private static final class Mailbox implements Mailboxes {
    private final List<Mail> mails = new ArrayList<>();
    private final List<Integer> reads = new ArrayList<>();
    private CompletableFuture<Void> deleted = CompletableFuture.completedFuture(null);

    List<Mail> receives(int count) {
      List<Mail> fresh = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        MailId id = new MailId(mails.size() + 1L, 0);
        ByteString fields = ByteString.copyFrom(new byte[MAIL_BYTES]);
        Mail mail = new Mail(id, UUID.randomUUID(), fields, null, ByteString.EMPTY);
        mails.add(mail);
        fresh.add(mail);
      }
      return fresh;
    }

    @Override
    public CompletionStage<MailBatch> read(UUID device, MailId after, int limit) {
      reads.add(limit);
      List<Mail> rest = mails.stream().filter(mail -> mail.id().compareTo(after) > 0).toList();
      List<Mail> batch = rest.stream().limit(limit).toList();
      return CompletableFuture.completedStage(
          new MailBatch(
              batch, batch.size() == rest.size(), batch.isEmpty() ? null : batch.getLast().id()));
    }

    @Override
    public Posting post(List<Letter> letters, Executor executor) {
      throw new UnsupportedOperationException("nobody writes through the pump");
    }

    @Override
    public boolean goesAlone(Letter letter) {
      throw new UnsupportedOperationException("nobody writes through the pump");
    }

    @Override
    public CompletionStage<List<HeldMail>> find(UUID device, List<MailId> ids) {
      throw new UnsupportedOperationException("the pump knows what it delivered");
    }

    @Override
    public CompletionStage<Void> acknowledge(UUID device, List<HeldMail> mails) {
      return deleted;
    }

    @Override
    public CompletionStage<Void> delete(UUID device) {
      throw new UnsupportedOperationException("nobody deletes through the pump");
    }

    @Override
    public CompletionStage<Long> lastSendCounter(UUID device) {
      throw new UnsupportedOperationException("nobody asks the pump");
    }
  }
}
