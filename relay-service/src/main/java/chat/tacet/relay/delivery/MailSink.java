package chat.tacet.relay.delivery;

import chat.tacet.relay.mailbox.Mail;

/** Where a pump puts mail: the socket of one device. */
public interface MailSink {

  /**
   * How many bytes the network takes now before they would pile up in memory; none while too many
   * lie there.
   */
  long room();

  /** Sends one envelope. */
  void deliver(Mail mail);

  /** Says that the mailbox was read to its end. */
  void drained();

  /** So many more were acknowledged. */
  default void acknowledged(int count) {}

  /** It ends, and so many were delivered and not acknowledged. */
  default void leftOver(int count) {}
}
