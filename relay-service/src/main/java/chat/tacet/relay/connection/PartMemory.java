package chat.tacet.relay.connection;

import chat.tacet.relay.limits.RelayLimits;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of this node for messages that have come only in part. Whoever begins has to finish
 * within the time of {@link Pulse} or of an assembly, but may be one of thousands, or be one
 * account with many devices: so it has a bound for each account, and one for all of them together.
 */
public final class PartMemory {

  /** So little is never refused: half of one small message, which the network tore in two. */
  private static final int FREE = 8 * 1024;

  private final long most;
  private final long mostOfAccount;
  private final AtomicLong taken = new AtomicLong();

  /** Of those accounts that hold something. */
  private final ConcurrentHashMap<UUID, Long> ofAccounts = new ConcurrentHashMap<>();

  public PartMemory(RelayLimits.Frame limits) {
    most = limits.maxNodePartBytes();
    mostOfAccount = limits.maxAccountPartBytes();
  }

  /** Whether there was room. */
  enum Room {
    GIVEN,
    /** The account holds too much by itself. */
    TOO_MUCH,
    /** All together hold too much: soon there is room again. */
    FULL
  }

  /** A share for one who begins messages; it has nothing yet. */
  Share share(UUID account) {
    return new Share(account);
  }

  /** Belongs to the event loop of its connection. */
  final class Share {

    private final UUID account;
    private long held;

    private Share(UUID account) {
      this.account = account;
    }

    /** From now on this much is held; if there is no room for it all is as before. */
    Room hold(long bytes) {
      long more = bytes - held;
      if (more == 0) {
        return Room.GIVEN;
      }
      long accounts = ofAccounts.merge(account, more, (before, _) -> before + more);
      long all = taken.addAndGet(more);
      if (more > 0 && bytes > FREE && (accounts > mostOfAccount || all > most)) {
        take(-more);
        return accounts > mostOfAccount ? Room.TOO_MUCH : Room.FULL;
      }
      held = bytes;
      if (accounts == 0) {
        ofAccounts.remove(account, 0L);
      }
      return Room.GIVEN;
    }

    private void take(long more) {
      taken.addAndGet(more);
      ofAccounts.computeIfPresent(
          account, (_, before) -> before + more == 0 ? null : before + more);
    }

    /** Nothing is held any more. */
    void giveBack() {
      var _ = hold(0);
    }
  }
}
