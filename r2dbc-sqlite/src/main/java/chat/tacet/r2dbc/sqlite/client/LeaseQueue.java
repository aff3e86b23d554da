package chat.tacet.r2dbc.sqlite.client;

import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Lanes of one kind and those who wait for one, first come first served. Lanes are free only while
 * nobody waits.
 */
final class LeaseQueue {

  private final Access access;
  private final DatabaseSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Lane> free;
  private final Deque<LeaseWaiter> waiting = new ArrayDeque<>();
  private boolean closed;

  LeaseQueue(Access access, DatabaseSettings settings, Collection<Lane> lanes) {
    this.access = access;
    this.settings = settings;
    this.free = new ArrayDeque<>(lanes);
  }

  /**
   * Waits for a lane.
   *
   * <p>The lease is emitted on a lane's thread or the subscriber's: hand it to jobs, never to a
   * subscriber of the driver's user. Errors are emitted where a subscriber may get them.
   *
   * @param timeout zero to wait for ever
   */
  Mono<Lease> acquire(Duration timeout) {
    return Mono.create(sink -> {
      LeaseWaiter waiter = new LeaseWaiter(this, sink);
      sink.onCancel(waiter);
      Lane lane = null;
      R2dbcException refusal = null;
      lock.lock();
      try {
        refusal = refusal();
        if (refusal == null) {
          lane = free.poll();
          if (lane == null) {
            waiting.add(waiter);
          }
        }
      } finally {
        lock.unlock();
      }
      if (refusal != null) {
        sink.error(refusal);
      } else if (lane == null) {
        waiter.expireAfter(timeout, Errors.lockWaitTimeout(access, timeout));
      } else if (!waiter.grant(lane)) {
        giveBack(lane);
      }
    });
  }

  private @Nullable R2dbcException refusal() {
    if (closed) {
      return Errors.closed();
    }
    // only those who must wait are too many
    boolean full = free.isEmpty() && waiting.size() >= settings.maxWaiting();
    return full ? Errors.queueFull(access, settings.maxWaiting()) : null;
  }

  Lease lease(Lane lane) {
    return new Lease(this, lane, settings.idleTimeout());
  }

  /** Passes a lane on to whoever waits longest, or keeps it. */
  void giveBack(Lane lane) {
    LeaseWaiter next;
    do {
      lock.lock();
      try {
        next = waiting.poll();
        if (next == null) {
          free.add(lane);
          return;
        }
      } finally {
        lock.unlock();
      }
    } while (!next.grant(lane));
  }

  void remove(LeaseWaiter waiter) {
    lock.lock();
    try {
      waiting.remove(waiter);
    } finally {
      lock.unlock();
    }
  }

  /** Refuses everybody who waits and who comes later. */
  void close() {
    List<LeaseWaiter> refused;
    lock.lock();
    try {
      closed = true;
      refused = List.copyOf(waiting);
      waiting.clear();
    } finally {
      lock.unlock();
    }
    refused.forEach(waiter -> waiter.refuse(Errors.closed()));
  }
}
