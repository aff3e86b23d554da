package chat.tacet.relay.limits;

/**
 * A token bucket for one connection. Not thread-safe: it belongs to the connection's event loop,
 * which is why it costs three fields and no atomic operation per frame.
 */
public final class TokenBucket {

  private static final double NANOS_PER_SECOND = 1e9;

  private final double perSecond;
  private final double capacity;
  private double tokens;
  private long refilledAt;

  /**
   * @param perSecond tokens added each second
   * @param capacity tokens at most, and at the beginning
   * @param nowNanos a monotonic time, as {@link System#nanoTime()}
   */
  public TokenBucket(int perSecond, int capacity, long nowNanos) {
    this.perSecond = perSecond;
    this.capacity = capacity;
    this.tokens = capacity;
    this.refilledAt = nowNanos;
  }

  /** Takes {@code count} tokens, or none and says no. */
  public boolean tryTake(int count, long nowNanos) {
    refill(nowNanos);
    if (tokens < count) {
      return false;
    }
    tokens -= count;
    return true;
  }

  private void refill(long nowNanos) {
    tokens = Math.min(capacity, tokens + (nowNanos - refilledAt) * perSecond / NANOS_PER_SECOND);
    refilledAt = nowNanos;
  }

  /**
   * Takes {@code count} tokens whether or not they are there: for what is known to be dear only
   * once it is done. Nobody owes more than a full bucket.
   */
  public void charge(int count, long nowNanos) {
    refill(nowNanos);
    tokens = Math.max(-capacity, tokens - count);
  }

  /** Milliseconds until {@code count} tokens will be there, at least 1. */
  public int millisUntil(int count) {
    return (int) Math.max(1, Math.ceil((count - tokens) * 1000 / perSecond));
  }
}
