package chat.tacet.relay.presence;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A device that became visible looks once at the board, and hears news from then on. News overtakes
 * the look: what was heard meanwhile is newer than what was seen. Once news was missed it looks
 * again.
 */
final class FirstLook {

  private final Set<UUID> heard = ConcurrentHashMap.newKeySet();
  private final long gaps;
  private volatile boolean over;
  private volatile boolean outdated;

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

  /** Whether it has to be repeated: it failed, or something was not told since. */
  boolean isOutdated(long gapsNow) {
    return outdated || gaps != gapsNow;
  }

  /** The device was not told something: it was too slow for it. */
  void outdate() {
    outdated = true;
  }

  void fail() {
    outdate();
    end();
  }

  /** The look was told, or failed. */
  void end() {
    over = true;
    heard.clear();
  }
}
