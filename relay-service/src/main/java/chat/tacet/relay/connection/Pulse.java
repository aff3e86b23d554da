package chat.tacet.relay.connection;

import chat.tacet.contracts.relay.v1.Goodbye;
import chat.tacet.relay.limits.RelayLimits;
import chat.tacet.relay.limits.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * [F-12] Whether a connection lives, and no faster than it may. Times are those of {@link
 * System#nanoTime()}. Belongs to the connection's event loop.
 */
final class Pulse {

  private final RelayLimits.Connection limits;
  private final TokenBucket frames;
  private final TokenBucket bytes;
  private long heardAt;
  private long writableAt;
  private long rereadAt;

  Pulse(RelayLimits limits, long now) {
    this.limits = limits.connection();
    RelayLimits.Rate rate = limits.rate();
    this.frames = new TokenBucket(rate.frames(), rate.framesBurst(), now);
    this.bytes = new TokenBucket(rate.bytes(), rate.bytesBurst(), now);
    this.heardAt = now;
    this.writableAt = now;
    this.rereadAt = now;
  }

  /** A frame came, of whatever kind; false if it is one too many. */
  boolean pays(int size, long now) {
    return frames.tryTake(1, now) && bytes.tryTake(size, now);
  }

  /** A whole message came. */
  void heard(long now) {
    heardAt = now;
  }

  /** Why the connection has to end now, if it has to. */
  Goodbye.@Nullable Code failing(boolean writable, long now) {
    if (writable) {
      writableAt = now;
    }
    if (now - heardAt > limits.readIdle().toNanos()) {
      return Goodbye.Code.IDLE;
    }
    return now - writableAt > limits.writeStall().toNanos() ? Goodbye.Code.TOO_SLOW : null;
  }

  /** Whether the slow timer is due; it begins anew. */
  boolean rereadDue(long now) {
    if (now - rereadAt <= limits.reread().toNanos()) {
      return false;
    }
    rereadAt = now;
    return true;
  }
}
