package chat.tacet.relay.connection;

import chat.tacet.relay.limits.RelayLimits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of this node for messages on their way to the store. However many devices write while
 * the store is slow, the rest of them is put off, and the node lives.
 */
public final class SendMemory {

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  public SendMemory(RelayLimits.Send limits) {
    most = limits.maxNodeBytes();
  }

  /** Takes memory for a message of so many bytes, or says that there is none left. */
  boolean take(long bytes) {
    if (taken.addAndGet(bytes) <= most) {
      return true;
    }
    give(bytes);
    return false;
  }

  /** Gives back what was taken. */
  void give(long bytes) {
    taken.addAndGet(-bytes);
  }
}
