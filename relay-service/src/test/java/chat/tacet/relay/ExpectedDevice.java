package chat.tacet.relay;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.contracts.relay.v1.ServerFrame;
import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.mailbox.Mail;
import chat.tacet.relay.roster.ConnectedDevice;
import java.time.Duration;
import java.util.UUID;

/** A device of an account, for tests that say what they expect of it; nothing else may happen. */
public abstract class ExpectedDevice implements ConnectedDevice {

  private final DeviceAddress address;

  protected ExpectedDevice(UUID account) {
    address = new DeviceAddress(account, UUID.randomUUID());
  }

  @Override
  public final DeviceAddress address() {
    return address;
  }

  @Override
  public UUID loginSession() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String holder() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void arrived(Mail mail, MailId previous) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void wake() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void tell(ServerFrame frame, Runnable dropped) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void inOrder(Runnable task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void doubt() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void end(Goodbye.Code code, String detail) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void retire(Duration atMost) {
    throw new UnsupportedOperationException();
  }
}
