package chat.tacet.relay.presence;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A device that became visible looks once at the board, and hears news from then on. News overtakes
 * the look: what was heard meanwhile is newer than what was seen. Once news was missed it looks
 * again; if only some accounts could not be told, at those.
 */
final class FirstLook {

  private final Set<UUID> heard = ConcurrentHashMap.newKeySet();
  private final Set<UUID> untold = ConcurrentHashMap.newKeySet();
  private final long gaps;
  private volatile boolean over;
  private volatile boolean failed;

  /**
   * @param gaps how often news was missed until now
   */
  FirstLook(long gaps) {
    this.gaps = gaps;
  }

  /** News of an account is about to be told. */
  void news(UUID account) {
    if (!over) {
      heard.add(account);
    }
  }

  /**
   * Whether what was seen of an account is old. Asked where the device is told things: news that
   * this does not know yet is told afterwards.
   */
  boolean overtaken(UUID account) {
    return heard.contains(account);
  }

  /** The device does not know how things are with an account: it was too slow, or nobody knew. */
  void untold(UUID account) {
    untold.add(account);
  }

  /** Those of whom the device was not told. */
  Set<UUID> untold() {
    return Set.copyOf(untold);
  }

  /** Whether it has to be repeated, for all or only for {@link #untold()}. */
  boolean isOutdated(long gapsNow) {
    // Not while it goes on: those whose turn is still to come are not known to be untold.
    return isOutdatedForAll(gapsNow) || (over && !untold.isEmpty());
  }

  /** Whether it failed, or news of whomever was missed since. */
  boolean isOutdatedForAll(long gapsNow) {
    return failed || gaps != gapsNow;
  }

  void fail() {
    failed = true;
    end();
  }

  /** The look was told, or failed. */
  void end() {
    over = true;
    heard.clear();
  }
}
