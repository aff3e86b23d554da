package chat.tacet.relay.connection;

import chat.tacet.relay.limits.RelayLimits;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of this node for messages that have come only in part. Whoever begins has to finish
 * within the time of {@link Pulse} or of an assembly, but may be one of thousands: each has at most
 * a part of what the others leave, so that many who finish nothing leave room for those who do.
 */
public final class PartMemory {

  /** One has at most this part of what the others leave. */
  private static final int SHARE = 4;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  public PartMemory(RelayLimits.Frame limits) {
    most = limits.maxNodePartBytes();
  }

  /** A share for one who begins messages; it has nothing yet. */
  Share share() {
    return new Share();
  }

  /** Belongs to the event loop of its connection. */
  final class Share {

    private long held;

    /**
     * From now on this much is held.
     *
     * @return false if that is more than there is room for: then all is as before
     */
    boolean hold(long bytes) {
      long more = bytes - held;
      if (more == 0) {
        return true;
      }
      long others = taken.getAndAdd(more) - held;
      if (more > 0 && bytes > (most - others) / SHARE) {
        taken.addAndGet(-more);
        return false;
      }
      held = bytes;
      return true;
    }

    /** Nothing is held any more. */
    void giveBack() {
      hold(0);
    }
  }
}
