package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.relay.delivery.MailSink;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.tally.Tally;
import java.util.function.Consumer;

/** Where mail leaves a connection, and is counted. Belongs to the connection's event loop. */
final class Deliveries implements MailSink {

  private final Tally tally;
  private final FrameWriter writer;
  private final Consumer<ServerFrame> reply;
  private long begunAt;

  Deliveries(Tally tally, FrameWriter writer, Consumer<ServerFrame> reply) {
    this.tally = tally;
    this.writer = writer;
    this.reply = reply;
  }

  /** The device is there: from here on it waits for its mail. */
  void begin() {
    begunAt = System.nanoTime();
  }

  @Override
  public long room() {
    return writer.room();
  }

  @Override
  public void deliver(Mail mail) {
    writer.deliver(mail);
  }

  @Override
  public void drained() {
    tally.drained(System.nanoTime() - begunAt);
    reply.accept(Replies.DRAINED);
  }

  @Override
  public void acknowledged(int count) {
    tally.acknowledged(count);
  }

  @Override
  public void leftOver(int count) {
    tally.leftOver(count);
  }
}
