package chat.tacet.relay.delivery;

import chat.tacet.relay.mailbox.Mail;

/** Where a pump puts mail: the socket of one device. */
public interface MailSink {

  /** Sends one envelope. */
  void deliver(Mail mail);

  /** Says that the mailbox was read to its end. */
  void drained();
}
