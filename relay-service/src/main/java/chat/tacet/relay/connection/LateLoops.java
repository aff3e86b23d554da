package chat.tacet.relay.connection;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Which event loops are late. A loop that has a thousand requests before it handles them one after
 * the other; whoever is handled late has waited that long in a queue that nobody counts, and soon
 * gives up. So a late loop does the dear work for nobody new, until it has caught up.
 */
final class LateLoops {

  /** A tenth of what clients wait for a connection. */
  private static final Duration LATE = Duration.ofSeconds(1);

  /** Short beside that, and nothing to an idle loop. */
  private static final long LOOK_EVERY_MS = 200;

  private final LongSupplier nanoTime;
  private final ConcurrentMap<EventExecutor, Watch> watches = new ConcurrentHashMap<>();

  LateLoops() {
    this(System::nanoTime);
  }

  LateLoops(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Whether this loop has not come round for long. It is watched from the first time that this is
   * asked, for as long as it lives.
   */
  boolean isLate(EventExecutor loop) {
    return watches.computeIfAbsent(loop, this::watch).age() > LATE.toNanos();
  }

  private Watch watch(EventExecutor loop) {
    var watch = new Watch(nanoTime);
    var _ = loop.scheduleWithFixedDelay(watch, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Notes when its loop came round last. */
  private static final class Watch implements Runnable {

    private final LongSupplier nanoTime;
    private volatile long seen;

    Watch(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
      seen = nanoTime.getAsLong();
    }

    @Override
    public void run() {
      seen = nanoTime.getAsLong();
    }

    long age() {
      return nanoTime.getAsLong() - seen;
    }
  }
}
