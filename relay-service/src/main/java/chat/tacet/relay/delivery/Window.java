package chat.tacet.relay.delivery;

import chat.tacet.relay.frame.MailId;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.mailbox.HeldMail;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mail delivered and not yet acknowledged, bounded in frames and bytes. */
final class Window {

  private final int maxFrames;
  private final int maxBytes;
  private final Map<MailId, HeldMail> unacknowledged = new HashMap<>();
  private long bytes;

  Window(RelayLimits.Delivery limits) {
    this.maxFrames = limits.windowFrames();
    this.maxBytes = limits.windowBytes();
  }

  boolean isFull() {
    return free() <= 0 || bytes >= maxBytes;
  }

  /** Whether one more fits. The first always does: no entry may be too large to be delivered. */
  boolean fits(int size) {
    return unacknowledged.isEmpty() || (free() > 0 && bytes + size <= maxBytes);
  }

  int free() {
    return maxFrames - unacknowledged.size();
  }

  int size() {
    return unacknowledged.size();
  }

  void add(HeldMail mail) {
    unacknowledged.put(mail.id(), mail);
    bytes += mail.size();
  }

  @Nullable HeldMail remove(MailId id) {
    HeldMail mail = unacknowledged.remove(id);
    if (mail != null) {
      bytes -= mail.size();
    }
    return mail;
  }
}
