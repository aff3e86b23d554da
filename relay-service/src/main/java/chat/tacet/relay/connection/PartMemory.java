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

  /** A share for frames, and messages of several; it has nothing yet. */
  Share forFrames(UUID account) {
    return new Share(account, mostOfAccount, most);
  }

  /**
   * A share for Sends before their commit, of half the memory: they can be put off, so that happens
   * before a socket has to end for a frame that came in two.
   */
  Share forSends(UUID account) {
    return new Share(account, mostOfAccount / 2, most / 2);
  }

  /** Belongs to the event loop of its connection. */
  final class Share {

    private final UUID account;
    private final long accountMay;
    private final long allMay;
    private long held;

    private Share(UUID account, long accountMay, long allMay) {
      this.account = account;
      this.accountMay = accountMay;
      this.allMay = allMay;
    }

    /** From now on this much is held; if there is no room for it all is as before. */
    Room hold(long bytes) {
      long more = bytes - held;
      if (more == 0) {
        return Room.GIVEN;
      }
      long accounts = ofAccounts.merge(account, more, (before, _) -> before + more);
      long all = taken.addAndGet(more);
      if (more > 0 && bytes > FREE && (accounts > accountMay || all > allMay)) {
        take(-more);
        return accounts > accountMay ? Room.TOO_MUCH : Room.FULL;
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
