package chat.tacet.relay.roster;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.mailbox.Mail;
import java.time.Duration;
import java.util.UUID;

/** A device whose socket this node holds. Its methods may be called from any thread. */
public interface ConnectedDevice {

  /** Whose it is. */
  DeviceAddress address();

  /** The login session its ticket was issued for. */
  UUID loginSession();

  /** This connection's name among all connections of all nodes, see package {@code wake}. */
  String holder();

  /** Mail was stored for it just after {@code previous}. */
  void arrived(Mail mail, MailId previous);

  /** There may be mail: read the mailbox. */
  void wake();

  /** Sends a frame that may be lost: dropped if the socket is closing or not writable. */
  default void tell(ServerFrame frame) {
    tell(frame, () -> {});
  }

  /**
   * The same.
   *
   * @param dropped runs if it is dropped because the socket is not writable
   */
  void tell(ServerFrame frame, Runnable dropped);

  /** Runs a short task where this device is told things: before what it is told from now on. */
  void inOrder(Runnable task);

  /**
   * Another node says that a newer connection took the device. It ends if that one still has it a
   * moment later: one that was given up before it was greeted may have come late.
   */
  void doubt();

  /** Says why and closes the socket. */
  void end(Goodbye.Code code, String detail);

  /**
   * Takes no more from the device, answers what was taken, and closes the socket because this node
   * stops.
   *
   * @param atMost how long answers are waited for
   */
  void retire(Duration atMost);
}
