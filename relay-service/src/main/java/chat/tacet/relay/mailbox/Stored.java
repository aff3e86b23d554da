package chat.tacet.relay.mailbox;

import chat.tacet.relay.frame.DeviceAddress;
import chat.tacet.relay.frame.MailId;
import org.jspecify.annotations.Nullable;

/** What became of a letter in one mailbox. */
public sealed interface Stored {

  /** Whose mailbox. */
  DeviceAddress to();

  /**
   * It is stored now.
   *
   * @param previous the entry stored before it, gone or not: a reader that delivered {@code
   *     previous} may be handed {@code mail} without reading the mailbox
   * @param holder which connection holds the device, null if none does
   */
  record New(DeviceAddress to, Mail mail, MailId previous, @Nullable String holder)
      implements Stored {}

  /** It had been stored before, whether or not it was collected since. */
  record Before(DeviceAddress to, @Nullable String holder) implements Stored {}

  /** The same envelope id came before with other content. */
  record Conflict(DeviceAddress to) implements Stored {}

  /** The mailbox has no room. */
  record Full(DeviceAddress to) implements Stored {}
}
